'use strict';

/**
 * The log of loads, which `npm run load` keeps beside Kaggle's tables: whose rows each load brought, and whether the
 * marts hold them. A run over new rows computes anew whoever has rows of a load that the marts do not hold.
 */
const table = {
  name: 'loads',
  description: 'One row per load since all raw tables were last replaced, that load being the first.',
  columns: [
    { name: 'load_id', type: 'STRING', description: 'Id of the load; of appended files their fingerprint, so that none is appended twice.' },
    { name: 'kind', type: 'STRING', description: 'replaced: all eight tables were loaded anew; appended: rows were added to them.' },
    { name: 'loaded_at', type: 'TIMESTAMP', description: 'When the rows came to be in the raw tables.' },
    { name: 'source', type: 'STRING', description: 'Folder that the files were in, on the machine that loaded them.' },
    { name: 'rows_count', type: 'INT64', description: 'Rows of all files together.' },
    { name: 'customer_ids', type: 'ARRAY<INT64>', description: 'SK_ID_CURR of the appended rows, each once; empty when all was replaced.' },
    { name: 'bureau_credit_ids', type: 'ARRAY<INT64>', description: 'SK_ID_BUREAU of the appended rows of bureau_balance, which name no customer; each once.' },
    { name: 'is_in_marts', type: 'BOOL', description: 'Whether a run that began after the load has built the marts.' },
  ],
};

module.exports = { table };
