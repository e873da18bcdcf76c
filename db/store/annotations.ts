import type Database from 'better-sqlite3';

export interface StoredAnnotation {
  readonly id: string;
  readonly person_id: string;
  readonly author_name: string | null;
  readonly body: string;
  readonly written_at: string;
}

/** Notes on a dealer that head office has confirmed and nobody withdrew, newest first. */
export function readAnnotations(replica: Database.Database, dealerId: string): StoredAnnotation[] {
  return replica
    .prepare<[string], StoredAnnotation>(
      `select a.id, a.person_id, p.name as author_name, a.body, a.written_at
       from annotation a left join person p on p.id = a.person_id
       where a.dealer_id = ? and a.withdrawn_at is null order by a.written_at desc, a.id desc`,
    )
    .all(dealerId);
}

/** Version of a note's row, for the base of a command on it; null when head office has not confirmed it here. */
export function readAnnotationVersion(
  replica: Database.Database,
  id: string,
): { readonly rowVersion: number; readonly personId: string } | null {
  const row = replica
    .prepare<[string], { row_version: number; person_id: string }>(
      'select row_version, person_id from annotation where id = ? and withdrawn_at is null',
    )
    .get(id);
  return row === undefined ? null : { rowVersion: row.row_version, personId: row.person_id };
}

/** Ids of all notes on a dealer that this laptop has had from head office, withdrawn ones too. */
export function readKnownAnnotations(replica: Database.Database, dealerId: string): ReadonlySet<string> {
  return new Set(
    replica.prepare<[string], string>('select id from annotation where dealer_id = ?').pluck().all(dealerId),
  );
}
