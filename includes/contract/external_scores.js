'use strict';

/** Scores of 0 to 1 bought from other parties: what is in them is not disclosed, higher goes with fewer defaults. */
module.exports = {
  features: [
    { name: 'application_ext_source_1_score', unit: 'score 0 to 1', reason: 'EXT01',
      description: 'First external score; more than half of the applicants have none.' },
    { name: 'application_ext_source_2_score', unit: 'score 0 to 1', reason: 'EXT01',
      description: 'Second external score; nearly every applicant has one.' },
    { name: 'application_ext_source_3_score', unit: 'score 0 to 1', reason: 'EXT01',
      description: 'Third external score; missing for most applicants whom the credit bureau does not know.' },
    { name: 'application_ext_source_mean', unit: 'score 0 to 1', reason: 'EXT01',
      description: 'Arithmetic mean of those of the three external scores that are known; null if none is, as in all that is made of it.' },
    { name: 'application_ext_source_geometric_mean', unit: 'score 0 to 1', reason: 'EXT01',
      description: 'Product of the known external scores, to the power of one over their number: one low score weighs more. A score of 0 counts as one billionth.' },
    { name: 'application_ext_source_weighted_mean', unit: 'score 0 to 1', reason: 'EXT01',
      description: 'Weighted mean of the known external scores: the first weighs 2, the second 1, the third 3, in sum and divisor alike.' },
    { name: 'application_ext_source_min', unit: 'score 0 to 1', reason: 'EXT01',
      description: 'Lowest of the known external scores.' },
    { name: 'application_ext_source_max', unit: 'score 0 to 1', reason: 'EXT01',
      description: 'Highest of the known external scores.' },
    { name: 'application_ext_source_range', unit: 'score 0 to 1', reason: 'EXT02',
      description: 'Highest minus lowest known external score; 0 when only one is known, null when none is.' },
    { name: 'application_ext_source_count', unit: 'count', reason: 'EXT02',
      description: 'How many of the three external scores are known.' },
    { name: 'application_ext_source_2_3_product', unit: 'score 0 to 1', reason: 'EXT01',
      description: 'Second times third external score; null unless both are known.' },
  ],
};
