// Goal: a head office that exists goes on with the next version of the program. Method: the steps of its schema are held by
// hash; a change of one would stop every head office that took it, so what changes is written as a further step.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join('db', 'headoffice', 'schema');
const FROZEN: Readonly<Record<string, string>> = {
  '010_foundation.sql': 'd2ebca5c308f0f5a',
  '020_organisation.sql': '472283792d7b25e8',
  '030_partners.sql': '3c238a441717b093',
  '040_goods.sql': '50560b2c57bd9c10',
  '050_selling.sql': '143a45914881aac8',
  '060_trace.sql': 'fc474302d7f49beb',
  '070_rebates.sql': '41b3b2b96a32aff7',
  '080_machinery.sql': 'e1173f2be71dc5a2',
  '090_sync.sql': '5e1515e1e58d5ce2',
  '095_security.sql': '9cb9358b5ace359f',
  '096_upkeep.sql': '32e696b39b97ad8c',
  '097_device_commands.sql': '44a53078da07f1c5',
  '100_currency.sql': '0e6b41bbdc5842f5',
  '101_wipe_report.sql': '2dfdd6dec319a0fc',
  '110_rebate_sources.sql': 'ae6ad0c1d1f23f10',
  '120_ledger.sql': 'e08546f11640351d',
  '130_diversion_cases.sql': '45c7d8bd1e7bbf35',
  '131_diversion_lots.sql': '4d52bde998157b68',
  '140_ledger_sources.sql': 'ae20f2f51c4ee3c4',
  '150_ledger_periods.sql': '60d41b8c4b9c1ba0',
  '150_scan_imports.sql': '74ce06d768ee9475',
  '160_diversion_deduction.sql': '1209ecb6107cfe6e',
  '170_order_codes.sql': 'ad331a5df9bd9cf4',
  '180_detector_tuning.sql': 'e7ffb638934b22f6',
  '190_territories.sql': 'b73c21e56f8e2a2f',
};

test('steps that were released are as they were', () => {
  const hashes = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(FOLDER, name)))
        .digest('hex')
        .slice(0, 16),
    ]);
  expect(Object.fromEntries(hashes)).toEqual(FROZEN);
});
