'use strict';

/** The loan that is being decided on, and what it means for the applicant's income. */
module.exports = {
  features: [
    { name: 'application_revolving_flag', unit: '0/1', reason: 'APP05',
      description: '1 for a revolving loan (a card), 0 for a cash loan.' },
    { name: 'application_credit_amount', unit: 'currency units', reason: 'APP01',
      description: 'Credit that the applicant asks for.' },
    { name: 'application_annuity_amount', unit: 'currency units', reason: 'APP03',
      description: 'Regular payment of the loan asked for.' },
    { name: 'application_goods_price_amount', unit: 'currency units', reason: 'APP01',
      description: 'Price of the goods that the loan is to pay.' },
    { name: 'application_income_amount', unit: 'currency units', reason: 'APP04',
      description: 'Total income that the applicant states; it is not verified and has outliers up to 117 million.' },
    { name: 'application_credit_to_goods_ratio', unit: 'ratio', reason: 'APP02',
      description: 'Credit over the price of the goods: above 1 the credit also pays fees or insurance; null without a price.' },
    { name: 'application_credit_over_goods_amount', unit: 'currency units', reason: 'APP02',
      description: 'Credit minus the price of the goods; null without a price of goods.' },
    { name: 'application_annuity_to_credit_ratio', unit: 'ratio', reason: 'APP03',
      description: 'Regular payment over credit: a short term or a high price makes it large.' },
    { name: 'application_annuity_to_goods_ratio', unit: 'ratio', reason: 'APP03',
      description: 'Regular payment over the price of the goods: fees and insurance make it larger than over the credit; null without a price.' },
    { name: 'application_annuity_to_income_ratio', unit: 'ratio', reason: 'APP04',
      description: 'Regular payment over stated income.' },
    { name: 'application_credit_to_income_ratio', unit: 'ratio', reason: 'APP04',
      description: 'Credit asked for over stated income.' },
    { name: 'application_goods_to_income_ratio', unit: 'ratio', reason: 'APP04',
      description: 'Price of the goods over stated income.' },
    { name: 'application_start_hour', unit: 'hour of day', reason: 'APP05',
      description: 'Hour of the day, 0 to 23, at which the application was begun.' },
  ],
};
