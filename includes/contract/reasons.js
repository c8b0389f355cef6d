'use strict';

/**
 * Reason texts by code. Each names the factor, never a direction ("Length of employment", not "Employment too
 * short"): a tree model may raise the risk at either end of a factor, and a reason given for a decision has to be
 * true for everyone who reads it. This is the style of the sample notices of Regulation B (12 CFR 1002, appendix C).
 * A code is never given a new meaning; a factor that goes, leaves its code unused.
 */
const reasons = {
  EXT01: 'Level of the external credit scores',
  EXT02: 'Number of external credit scores available and how far they agree',

  APP01: 'Amount of credit asked for',
  APP02: 'Amount of credit in relation to the price of the goods',
  APP03: 'Regular payment in relation to the amount of credit',
  APP04: 'Income in relation to the payments and the credit asked for',
  APP05: 'Type of credit asked for and time of the application',
  APP06: 'Length of employment',
  APP07: 'Type of employer, occupation and source of income',
  APP08: 'Level of education',
  APP09: 'Length of time since registration, identity document or phone number changed',
  APP10: 'Contact details supplied',
  APP11: 'Documents supplied',
  APP12: 'Home and car ownership',
  APP13: 'Region of residence',
  APP14: 'Difference between registered, home and work address',
  APP15: 'Characteristics of the dwelling',
  APP16: 'Payment record of the social surroundings',
  APP17: 'Number of recent credit bureau enquiries',
  APP18: 'Personal circumstances',

  BUR01: 'Number of credits reported by the credit bureau',
  BUR02: 'Length of time since credits at other lenders were opened or closed',
  BUR03: 'Types of credit reported by the credit bureau',
  BUR04: 'Amounts of credit at other lenders',
  BUR05: 'Amount owed to other lenders',
  BUR06: 'Amount owed in relation to the credit granted by other lenders',
  BUR07: 'Overdue amounts and prolongations at other lenders',
  BUR08: 'Remaining term of credits at other lenders',

  BBL01: 'Length of the monthly record at the credit bureau',
  BBL02: 'Late payments in the monthly record at the credit bureau',
  BBL03: 'Status of credits in the monthly record at the credit bureau',

  PRV01: 'Number of previous applications',
  PRV02: 'Outcome of previous applications',
  PRV03: 'Length of time since previous applications',
  PRV04: 'Amounts asked for and granted in previous applications',
  PRV05: 'Price of previous credits',
  PRV06: 'Types and terms of previous credits',
  PRV07: 'Previous credits that are still open',

  POS01: 'Length of the payment record of previous loans',
  POS02: 'Days past due on previous loans',
  POS03: 'Instalments that remain on previous loans',
  POS04: 'Completion of previous loans',

  CRD01: 'Length of the credit card record',
  CRD02: 'Credit card balance in relation to the limit',
  CRD03: 'Use of the credit card',
  CRD04: 'Credit card payments in relation to the minimum',
  CRD05: 'Days past due on the credit card',

  INS01: 'Number and size of instalments on previous loans',
  INS02: 'Timeliness of instalment payments',
  INS03: 'Instalments paid in part or not at all',
  INS04: 'Length of time since the last instalment payment',
  INS05: 'Changes to the payment calendar of previous loans',
};

module.exports = { reasons };
