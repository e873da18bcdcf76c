import type { z } from 'zod';
import {
  type Finding,
  IMPORT_ROLES,
  type SCAN_COMMANDS,
  type ScanCommandKind,
} from '../../domain/diversion/schema/scan-import.ts';
import { holdsRole } from '../cases/found-case.ts';
import type { Queryable } from '../database.ts';
import { type Outcome, rejected } from '../outcome.ts';
import type { Bearer } from '../tokens.ts';
import { holdScans } from './hold.ts';

type Payload<K extends ScanCommandKind> = z.output<(typeof SCAN_COMMANDS)[K]>;
type Carry<K extends ScanCommandKind> = (tx: Queryable, payload: Payload<K>, by: Bearer) => Promise<Outcome>;

interface Told {
  readonly outcome: 'taken' | Finding['outcome'];
  readonly reason: Finding['reason'] | null;
  readonly n: number;
  readonly first: string | null;
}

/** One function a kind of command on imports of scans. Row-level security is the second lock on each of them. */
export const CARRY_SCANS: { readonly [K in ScanCommandKind]: Carry<K> } = {
  // The rows lie in the command itself, until the import is carried out.
  'scans.part': async (tx, { importId, regionId }) =>
    (await holdsRole(tx, regionId, IMPORT_ROLES))
      ? { status: 'accepted', regionId, objectId: importId }
      : rejected('role_missing'),

  'scans.import': async (
    tx,
    { importId, regionId, fileName, format, fileSha256, fileRows, parts, rows, findings },
    by,
  ) => {
    if (!(await holdsRole(tx, regionId, IMPORT_ROLES))) return rejected('role_missing');
    const sent = await tx.query<{ parts: number; rows: number }>(
      `select count(distinct payload -> 'part')::integer as parts, coalesce(sum(jsonb_array_length(payload -> 'rows')), 0)::integer as rows
       from ho.command where kind = 'scans.part' and payload ->> 'importId' = $1 and payload ->> 'regionId' = $2 and status = 'accepted'`,
      [importId, regionId],
    );
    if (sent.rows[0]?.parts !== parts || sent.rows[0].rows !== rows) return rejected('import_incomplete');
    const { affected } = await tx.query(
      `insert into ho.scan_import (id, region_id, person_id, file_name, format, file_sha256, imported_at, file_rows)
       values ($1, $2, $3, $4, $5, $6, now(), $7) on conflict do nothing`,
      [importId, regionId, by.personId, fileName, format, fileSha256, fileRows],
    );
    if (affected === 0) return rejected('import_exists');
    const told = await tx.query<Told>(
      `select outcome, reason, n::integer as n, array_to_string(first, ',') as first from ho.take_in_scans($1, $2)`,
      [importId, regionId],
    );
    const taken = told.rows.find(({ outcome }) => outcome === 'taken')?.n ?? 0;
    await tx.query('update ho.scan_import set taken = $2, findings = $3::jsonb where id = $1', [
      importId,
      taken,
      JSON.stringify(together(findings, told.rows)),
    ]);
    return { status: 'accepted', regionId, objectId: importId, detail: { taken } };
  },

  'scans.undo': async (tx, { importId }, by) => {
    await holdScans(tx, 'alone');
    const { rows } = await tx.query<{ region_id: string; undone: boolean }>(
      'select region_id::text, undone_at is not null as undone from ho.scan_import where id = $1 for update',
      [importId],
    );
    const found = rows[0];
    if (found === undefined) return rejected('import_not_in_scope');
    const { region_id: regionId, undone } = found;
    if (!(await holdsRole(tx, regionId, IMPORT_ROLES))) return rejected('role_missing');
    if (undone) return rejected('import_undone');
    const gone = await tx.query<{ gone: number | null }>('select ho.take_out_scans($1)::integer as gone', [importId]);
    const taken = gone.rows[0]?.gone ?? null;
    if (taken === null) return rejected('import_has_case');
    await tx.query(
      'update ho.scan_import set undone_at = now(), undone_by = $2, row_version = row_version + 1 where id = $1',
      [importId, by.personId],
    );
    return { status: 'accepted', regionId, objectId: importId, detail: { taken } };
  },
};

/** What only head office can know: where the laptop guessed, its guess is gone. */
const OWN_WORD: ReadonlySet<Finding['reason']> = new Set(['never_shipped', 'scan_before_shipment', 'code_not_here']);
const NAMED = 5;

/** What the laptop found and what head office found of the rows that it was sent, each reason once. */
function together(findings: readonly Finding[], told: readonly Told[]): Finding[] {
  const all = new Map<Finding['reason'], Finding>();
  for (const one of findings) if (!OWN_WORD.has(one.reason)) all.set(one.reason, one);
  for (const { outcome, reason, n, first } of told) {
    if (outcome === 'taken' || reason === null) continue;
    const before = all.get(reason);
    const rows = (first ?? '').split(',').map((row) => ({ row: Number(row), detail: null }));
    all.set(reason, {
      outcome,
      reason,
      rows: n + (before?.rows ?? 0),
      first: [...(before?.first ?? []), ...rows].slice(0, NAMED),
    });
  }
  return [...all.values()];
}
