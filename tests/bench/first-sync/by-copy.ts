/**
 * One first sync written by hand: the rows come as COPY text over HTTP and go into SQLite one by one. The same cipher and
 * settings of the connection as the replica's, one transaction, no column and no index that the questions do not need.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { PACK_TABLES, ROW_TABLES } from '../../../db/domain/replica/manifest.ts';
import { connect } from '../../../db/store/connection.ts';
import { digestOf } from './digest.ts';

const { folder, copies } = JSON.parse(process.argv[2] ?? '{}') as Record<'folder' | 'copies', string>;
type Value = string | number | null;
type Take = (fields: string[]) => void;

const UNESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const textOf = (field: string): string =>
  field.includes('\\') ? field.replace(/\\(.)/g, (_, letter: string) => UNESCAPED[letter] ?? letter) : field;
const fieldValue = (field: string, isNumber: boolean): Value => {
  if (field === '\\N') return null;
  return isNumber ? Number(field) : textOf(field);
};
const isNumber = (type: string): boolean => type === 'integer' || type === 'real';

/** Makes the tables and gives, for each, what to do with a line. */
function openTables(db: Database.Database): ReadonlyMap<string, Take> {
  const takes = new Map<string, Take>();
  db.exec('create table holder (no integer primary key, id text not null)');
  const holders = new Map<string, number>();
  const addHolder = db.prepare('insert into holder (no, id) values (?, ?)');
  const numberOf = (id: string): number | null => {
    if (id === '\\N') return null;
    const known = holders.get(id);
    if (known !== undefined) return known;
    holders.set(id, holders.size);
    addHolder.run(holders.size - 1, id);
    return holders.size - 1;
  };
  for (const { name, columns, indexes = [] } of ROW_TABLES) {
    const own = Object.entries(columns).map(([column, type]) => `${column} ${type === 'json' ? 'text' : type}`);
    db.exec(`create table ${name} (id text primary key not null, ${own.join(', ')})`);
    for (const index of indexes) db.exec(`create index ${name}_${index.join('_')} on ${name} (${index.join(', ')})`);
    const numbers = [false, ...Object.values(columns).map(isNumber)];
    const insert = db.prepare(`insert into ${name} values (${numbers.map(() => '?').join(', ')})`);
    takes.set(name, (fields) => insert.run(fields.map((field, at) => fieldValue(field, numbers[at] as boolean))));
  }
  for (const { name, columns } of PACK_TABLES) {
    const own = columns.map((column) => `${column.name} ${column.type}`);
    db.exec(`create table ${name} (region_no integer not null, dealer_no integer, ${own.join(', ')})`);
    const numbers = columns.map(({ type }) => isNumber(type));
    const insert = db.prepare(`insert into ${name} values (?, ?, ${numbers.map(() => '?').join(', ')})`);
    const row: Value[] = [];
    takes.set(name, (fields) => {
      row[0] = numberOf(fields[0] as string);
      row[1] = numberOf(fields[1] as string);
      for (let at = 2; at < fields.length; at++) {
        row[at] = fieldValue(fields[at] as string, numbers[at - 2] as boolean);
      }
      insert.run(row);
    });
  }
  return takes;
}

mkdirSync(folder, { recursive: true });
const db = connect(join(folder, 'copy.db'), { role: 'replica', key: `x'${randomBytes(32).toString('hex')}'` });
db.pragma('wal_autocheckpoint = 5000');
const begun = performance.now();
const takes = openTables(db);
const response = await fetch(copies);
if (response.body === null) throw new Error('no rows came');
db.exec('begin');
let take: Take | undefined;
let rest = '';
const decoder = new TextDecoder();
for await (const chunk of response.body) {
  const text = rest + decoder.decode(chunk, { stream: true });
  let from = 0;
  for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
    if (text.charCodeAt(from) === 1) take = takes.get(text.slice(from + 1, to));
    else take?.(text.slice(from, to).split('\t'));
    from = to + 1;
  }
  rest = text.slice(from);
}
db.exec('commit');
const ms = performance.now() - begun;
const digest = digestOf(db, false);
db.close();
process.send?.({ ms, digest });
process.disconnect();
