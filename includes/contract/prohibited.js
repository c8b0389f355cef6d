'use strict';

/**
 * What a lender may not judge by under the Equal Credit Opportunity Act and Regulation B: sex, marital status, family
 * composition, age, and everything derived from them. They are kept to measure what leaving them out costs and to
 * test the decisions for disparity; the default policy of training lets none of them in. Being a pensioner is here
 * because it stands for age, living with parents and coming with relatives because they stand for family.
 */
module.exports = {
  basis: 'prohibited',
  features: [
    { name: 'application_gender_male_flag', unit: '0/1', reason: 'APP18',
      description: '1 for men, 0 for women; null for the few applicants without a recorded sex.' },
    { name: 'application_age_days', unit: 'days', reason: 'APP18',
      description: 'Days from birth to the application.' },
    { name: 'application_married_flag', unit: '0/1', reason: 'APP18',
      description: '1 if married, civil marriage included, else 0; null for the status Unknown.' },
    { name: 'application_separated_flag', unit: '0/1', reason: 'APP18',
      description: '1 if separated or widowed, else 0; null for the status Unknown.' },
    { name: 'application_children_count', unit: 'count', reason: 'APP18',
      description: 'Children of the applicant.' },
    { name: 'application_family_members_count', unit: 'count', reason: 'APP18',
      description: 'Applicant, spouse and children together.' },
    { name: 'application_income_per_family_member_amount', unit: 'currency units', reason: 'APP18',
      description: 'Stated income over the number of family members.' },
    { name: 'application_accompanied_by_family_flag', unit: '0/1', reason: 'APP18',
      description: '1 if spouse, children or other family came along to the application, else 0; null if nobody noted it.' },
    { name: 'application_housing_with_parents_flag', unit: '0/1', reason: 'APP18',
      description: '1 if the applicant lives with the parents.' },
    { name: 'application_income_pensioner_flag', unit: '0/1', reason: 'APP18',
      description: '1 if the income is a pension.' },
    { name: 'application_employed_to_age_ratio', unit: 'ratio', reason: 'APP18',
      description: 'Days of the present employment over age in days; null for pensioners and the unemployed.' },
    { name: 'application_car_to_age_ratio', unit: 'ratio', reason: 'APP18',
      description: 'Age of the car in years over age of the applicant in years of 365.25 days; null without a car.' },
    { name: 'application_ext_source_age_product', unit: 'score x days', reason: 'APP18',
      description: 'Mean of the known external scores times age in days.' },
    { name: 'application_phone_to_age_ratio', unit: 'ratio', reason: 'APP18',
      description: 'Days since the phone number changed over age in days.' },
  ],
};
