import { CASE_TABLES } from './case-tables.ts';
import type { RowTable } from './types.ts';

/**
 * What travels from head office to a laptop, told once.
 *
 * Head office derives its capture triggers and pack bodies from this list, the laptop its replica tables. Two shapes:
 * - a **row table** travels row by row: one op for one row;
 * - a **pack** holds one fact of one dealer in one period (a day while open, then a closed month) as a JSON array of
 *   positional arrays in the order of `columns`, always replaced whole: 1,000,000 scans in 4–6 s instead of 28–54 s.
 *
 * Additive change: append a column (to packs only at the end). Anything else bumps the bucket generation at head
 * office and {@link REPLICA_SCHEMA_VERSION} here, and the laptop rebuilds its replica.
 */

/** Version of the replica's shape. A laptop whose replica has another one deletes and rebuilds it. */
export const REPLICA_SCHEMA_VERSION = 6;

export { PACK_TABLES } from './packs.ts';
export type { PackColumn, PackTable, ReplicaColumnType, ReplicaScope, RowTable } from './types.ts';

export const ROW_TABLES: readonly RowTable[] = [
  {
    name: 'region',
    scope: 'global',
    columns: {
      parent_id: 'text',
      level: 'text',
      code: 'text',
      name: 'text',
      name_en: 'text',
      adcodes: 'json',
      valid_from: 'text',
      valid_to: 'text',
      // Of every amount of the region: head office refuses a document in another.
      currency: 'text',
    },
  },
  { name: 'person', scope: 'global', columns: { code: 'text', name: 'text', active: 'integer' } },
  {
    name: 'employment',
    scope: 'region',
    columns: {
      person_id: 'text',
      region_id: 'text',
      position: 'text',
      manager_id: 'text',
      valid_from: 'text',
      valid_to: 'text',
    },
  },
  {
    name: 'role_grant',
    scope: 'person',
    columns: { person_id: 'text', region_id: 'text', role: 'text', valid_from: 'text', valid_to: 'text' },
  },
  { name: 'product_line', scope: 'global', columns: { code: 'text', name: 'text', name_en: 'text' } },
  {
    name: 'category',
    scope: 'global',
    columns: { product_line_id: 'text', code: 'text', name: 'text', name_en: 'text' },
  },
  { name: 'brand', scope: 'global', columns: { code: 'text', name: 'text' } },
  {
    name: 'sku',
    scope: 'global',
    columns: {
      no: 'integer',
      code: 'text',
      name: 'text',
      category_id: 'text',
      brand_id: 'text',
      base_unit: 'text',
      vat_ppm: 'integer',
      active: 'integer',
    },
  },
  {
    name: 'period',
    scope: 'global',
    columns: { code: 'text', starts_on: 'text', ends_on: 'text', state: 'text', closed_hash: 'text' },
  },
  {
    name: 'dealer',
    // Names of dealers are needed wherever one of their documents is seen, also after a move between regions.
    scope: 'global',
    columns: {
      no: 'integer',
      code: 'text',
      name: 'text',
      level: 'integer',
      parent_id: 'text',
      class: 'text',
      opened_on: 'text',
      closed_on: 'text',
      adcode: 'text',
      longitude: 'real',
      latitude: 'real',
    },
  },
  {
    name: 'dealer_region',
    scope: 'region',
    columns: { dealer_id: 'text', region_id: 'text', owner_id: 'text', valid_from: 'text', valid_to: 'text' },
    indexes: [['dealer_id']],
  },
  {
    name: 'terminal',
    scope: 'region',
    columns: {
      no: 'integer',
      code: 'text',
      name: 'text',
      kind: 'text',
      region_id: 'text',
      adcode: 'text',
      longitude: 'real',
      latitude: 'real',
      opened_on: 'text',
      closed_on: 'text',
    },
    indexes: [['no']],
  },
  {
    name: 'territory',
    scope: 'region',
    columns: {
      dealer_id: 'text',
      product_line_id: 'text',
      region_id: 'text',
      adcodes: 'json',
      polygons: 'json',
      valid_from: 'text',
      valid_to: 'text',
    },
    indexes: [['dealer_id']],
  },
  {
    name: 'exemption',
    scope: 'region',
    columns: {
      kind: 'text',
      dealer_id: 'text',
      sku_id: 'text',
      region_id: 'text',
      adcodes: 'json',
      polygons: 'json',
      reason: 'text',
      valid_from: 'text',
      valid_to: 'text',
    },
  },
  {
    name: 'lead',
    scope: 'region',
    columns: {
      region_id: 'text',
      source: 'text',
      company: 'text',
      adcode: 'text',
      grade: 'text',
      received_at: 'text',
      owner_id: 'text',
      first_contact_at: 'text',
      converted_on: 'text',
      lost_on: 'text',
    },
  },
  {
    name: 'opportunity',
    scope: 'region',
    columns: {
      region_id: 'text',
      lead_id: 'text',
      dealer_id: 'text',
      owner_id: 'text',
      name: 'text',
      opened_on: 'text',
      closed_on: 'text',
      outcome: 'text',
      amount_fen: 'integer',
      currency: 'text',
    },
  },
  {
    name: 'contract',
    scope: 'region',
    columns: {
      code: 'text',
      version: 'integer',
      region_id: 'text',
      dealer_id: 'text',
      submitted_at: 'text',
      approved_at: 'text',
      signed_on: 'text',
      valid_from: 'text',
      valid_to: 'text',
    },
  },
  {
    name: 'target',
    scope: 'region',
    columns: {
      region_id: 'text',
      dealer_id: 'text',
      kpi: 'text',
      month: 'text',
      value: 'integer',
      valid_from: 'text',
    },
  },
  {
    name: 'agreement',
    scope: 'region',
    columns: {
      no: 'integer',
      code: 'text',
      name: 'text',
      dealer_id: 'text',
      region_id: 'text',
      product_line_id: 'text',
    },
    indexes: [['dealer_id']],
  },
  {
    name: 'agreement_version',
    scope: 'region',
    columns: {
      agreement_id: 'text',
      region_id: 'text',
      version: 'integer',
      effective_from: 'text',
      effective_to: 'text',
      signed_on: 'text',
      tax_basis: 'text',
      date_basis: 'text',
      currency: 'text',
      kind: 'text',
      rule: 'json',
      state: 'text',
      // What it builds on: see `db/domain/rebates/schema/relations.ts`.
      relations: 'json',
    },
    indexes: [['agreement_id']],
  },
  {
    name: 'proposal',
    scope: 'region',
    columns: {
      region_id: 'text',
      kind: 'text',
      body: 'json',
      body_hash: 'text',
      maker_id: 'text',
      made_at: 'text',
      state: 'text',
      checker_id: 'text',
      decided_at: 'text',
      reason: 'text',
      result: 'json',
      row_version: 'integer',
    },
    indexes: [['state']],
  },
  {
    name: 'annotation',
    scope: 'region',
    columns: {
      region_id: 'text',
      dealer_id: 'text',
      person_id: 'text',
      body: 'text',
      written_at: 'text',
      withdrawn_at: 'text',
      row_version: 'integer',
    },
    indexes: [['dealer_id']],
  },
  ...CASE_TABLES,
  { name: 'calendar_day', scope: 'global', columns: { day: 'text', kind: 'text', name: 'text' } },
  {
    // The answers of head office to this laptop's commands; id is the command's id.
    name: 'command_result',
    source: 'command',
    scope: 'device',
    columns: { device_id: 'text', seq: 'integer', kind: 'text', status: 'text', reason_code: 'text', result: 'json' },
  },
];
