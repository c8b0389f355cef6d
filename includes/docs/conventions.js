'use strict';

/** What holds for all columns of a model that speak of it: said once, in the description of the model. */
const conventions = {
  debt: 'Debt is what is owed: a negative one (the customer paid too much) counts as 0, one that is not reported is left out.',
  utilization: 'Utilization is balance over limit, in months with a limit above 0; a negative balance counts as 0.',
  lateness:
    'An instalment is late or early by its last payment: days late are 0 for what was paid in time, days early 0 for what ' +
    'came late, and neither counts what was never paid.',
  newest: 'The newest application is the one decided last, of several on one day the one with the highest id.',
};

module.exports = { conventions };
