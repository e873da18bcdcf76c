// `node tests/support/end-lease.ts <data>`: as if the closed laptop of that data folder had been without head office for years.
import { join } from 'node:path';
import { connect } from '../../db/store/connection.ts';
import { unlockKeys } from '../../db/store/keys.ts';

const data = process.argv[2] ?? '';
const folder = join(data, 'laptop');
const keys = unlockKeys({ kind: 'file', file: join(data, 'laptop.key') }, folder);
const db = connect(join(folder, 'local.db'), { role: 'local', key: keys.local });
db.exec("update lease set seen_at = '2036-01-01T00:00:00.000Z'");
db.close();
