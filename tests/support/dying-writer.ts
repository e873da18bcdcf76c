/**
 * A writer that is killed in the middle: `node dying-writer.ts <what> <folder>`. `migration` dies inside the second of two
 * new steps of local.db, `outbox` inside the transaction that saves a command, `import` at the third of the four commands of
 * an import. SQLite calls `die` from within.
 */
import { join } from 'node:path';
import { MIGRATIONS } from '../../db/migrations/index.ts';
import { connect } from '../../db/store/connection.ts';
import { LocalFile } from '../../db/store/local-file.ts';
import { migrateLocal } from '../../db/store/migrate.ts';
import { createOutboxRepository, JsonText } from '../../db/store/outbox.ts';

const [what, folder = ''] = process.argv.slice(2);
const db = connect(join(folder, 'local.db'), { role: 'local', key: null });
db.function('die', () => {
  process.kill(process.pid, 'SIGKILL');
  return 0;
});

if (what === 'migration') {
  const next = MIGRATIONS.length + 1;
  const steps = [
    { version: next, name: 'good', sql: 'create table good (a); insert into good values (1);' },
    { version: next + 1, name: 'dying', sql: 'alter table outbox add column b integer; update outbox set b = die();' },
  ];
  migrateLocal(db, () => undefined, [...MIGRATIONS, ...steps]);
} else if (what === 'import') {
  db.exec(
    `create temp trigger dying after insert on main.outbox when new.payload like '%"part":2%' begin select die(); end`,
  );
  const part = (n: number) => ({ kind: 'scans.part', version: 1, payload: new JsonText(`{"part":${n}}`) });
  createOutboxRepository(new LocalFile(db), () => undefined).enqueueAll([part(0), part(1), part(2), part(3)]);
} else {
  db.exec('create temp trigger dying after insert on main.outbox begin select die(); end');
  const payload = { annotationId: '0198f5f0-0000-7000-8000-000000000001', dealerId: 'x', body: 'never told as saved' };
  createOutboxRepository(new LocalFile(db), () => undefined).enqueue({ kind: 'annotation.add', version: 1, payload });
}
