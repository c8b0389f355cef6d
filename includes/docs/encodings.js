'use strict';

/** What names a group of customers. */
const groups = {
  group_type: 'How customers are grouped: by employer (kind of organisation), occupation, region, or education (with occupation).',
  group_name: 'The group: the category as the source writes it; of a region its share of population to six decimals, since it has no name.',
};

/** What int_applications_grouped_to_memberships adds. */
const memberships = {
  ext_source_mean: 'Mean of the known external scores of the customer, 0 to 1; null without any.',
};

/** Fitted on training customers, smoothed as if fifty average customers were in every group. */
const applicant_groups = {
  customers_count: 'Training customers in the group.',
  customers_share: 'Those in the group among the training customers of whom the type of group is known, 0 to 1.',
  ext_source_mean: 'Mean external score of the group, 0 to 1, higher is safer; smoothed.',
  income_typical_amount: 'Geometric mean of the stated incomes above 0, in currency units; smoothed.',
};

/** Fitted on earlier cash loans of training customers. */
const loan_tariffs = {
  tariff_rate: 'Regular payment over credit, a FLOAT64 rounded to four decimals by ROUND: the same for all loans of a tariff.',
  loans_count: 'Earlier cash loans of the tariff, whatever became of the application.',
  same_term_loans_count: 'Those of them that have the most frequent term: how sure the term is.',
  term_months: 'The most frequent term in monthly payments, the shorter one if two are as frequent.',
};

module.exports = { groups, memberships, applicant_groups, loan_tariffs };
