import { WireError } from '../contract/errors.ts';
import type { LocalFile } from './local-file.ts';

/** Things that happened to the laptop's files and that the user is told once. */
export interface NoticesRepository {
  add(code: WireError['code'], params?: WireError['params']): void;
  /** What nobody was told yet, oldest first. A notice of a code that no longer exists is passed over. */
  untold(): readonly WireError[];
  /** Everything raised so far has been told. */
  markTold(): void;
}

export function createNoticesRepository(file: LocalFile): NoticesRepository {
  return {
    add: (code, params = {}) =>
      file.write((db) => {
        db.prepare('insert into notice (raised_at, code, params) values (?, ?, ?)').run(
          new Date().toISOString(),
          code,
          JSON.stringify(params),
        );
      }),
    untold: () =>
      file.read((db) =>
        db
          .prepare<[], { code: string; params: string }>(
            'select code, params from notice where told_at is null order by id',
          )
          .all()
          .flatMap(({ code, params }) => {
            const notice = WireError.safeParse({ code, params: JSON.parse(params) });
            return notice.success ? [notice.data] : [];
          }),
      ),
    markTold: () =>
      file.write((db) => {
        db.prepare('update notice set told_at = ? where told_at is null').run(new Date().toISOString());
      }),
  };
}
