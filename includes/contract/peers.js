'use strict';

/**
 * What is typical of the applicant's employer, occupation, education and region. The numbers of a group are fitted on
 * training customers, without the label, and kept in home_credit_encodings, so that serving applies the very same.
 */
const groups = /** @type {const} */ ([
  ['employer', 'kind of employer', 'APP07'],
  ['occupation', 'occupation', 'APP07'],
  ['region', 'region of residence (REGION_POPULATION_RELATIVE to six decimals stands for it)', 'APP13'],
]);

module.exports = {
  features: [
    ...groups.map(([group, text, reason]) => (
      { name: `application_${group}_customers_share`, unit: 'share', reason,
        description: `How common the applicant's ${text} is: those who share it among the training customers who state one; null if none of them does.` })),
    ...groups.map(([group, text, reason]) => (
      { name: `application_${group}_ext_source_mean`, unit: 'score 0 to 1', reason,
        description: `Mean external score of the training customers with the same ${text}: (sum of theirs + 50 x mean of all training customers who state one) / (number of theirs + 50), those without any score left out; null if nobody shares it.` })),
    { name: 'application_education_ext_source_mean', unit: 'score 0 to 1', reason: 'APP08',
      description: 'Mean external score of the training customers with the same education and the same stated occupation, drawn towards that of all who state both by fifty of them; null if nobody shares it.' },
    ...groups.map(([group, text, reason]) => (
      { name: `application_${group}_typical_income_amount`, unit: 'currency units', reason,
        description: `Typical income of the training customers with the same ${text}: exp of the mean of ln income (incomes above 0), with fifty customers of the mean of all who state one added; null if nobody shares it.` })),
    ...groups.map(([group, text]) => (
      { name: `application_income_to_${group}_income_ratio`, unit: 'ratio', reason: 'APP04',
        description: `Stated income over the typical one of the training customers with the same ${text}.` })),
  ],
};
