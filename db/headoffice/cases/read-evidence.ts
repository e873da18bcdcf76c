import type { HeadOfficeDatabase } from '../database.ts';
import { scopeOf } from '../scope.ts';
import type { Bearer } from '../tokens.ts';

/** The bytes of a file in base64; null where there is none in the regions of whoever asks. */
export async function readEvidenceBytes(
  database: HeadOfficeDatabase,
  by: Bearer,
  evidenceId: string,
): Promise<string | null> {
  const { regionIds } = await scopeOf(database, by.personId, by.deviceId);
  const { rows } = await database.transaction(
    (tx) =>
      tx.query<{ base64: string }>(
        // PostgreSQL breaks base64 into lines.
        `select translate(encode(bytes, 'base64'), e'\\n', '') as base64 from ho.diversion_evidence where id = $1`,
        [evidenceId],
      ),
    {
      role: 'ho_command',
      readOnly: true,
      settings: { 'app.device': by.deviceId, 'app.person': by.personId, 'app.regions': regionIds.join(',') },
    },
  );
  return rows[0]?.base64 ?? null;
}
