import { createServer, type Server, type ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { PACK_TABLES, ROW_TABLES } from '../../../db/domain/replica/manifest.ts';

/**
 * What somebody would write who only wants the rows on the laptop once: one COPY a table, in the order in which they lie,
 * through HTTP. The rows, columns and values are those that the sync log carries; each section begins with `\x01<table>`.
 */

const quoted = (ids: readonly string[]): string => ids.map((id) => `'${id}'`).join(', ');

function copies(regions: readonly string[], person: string): { readonly table: string; readonly sql: string }[] {
  const visible = {
    global: 'true',
    region: `r.region_id in (${quoted(regions)})`,
    person: `r.person_id = '${person}'`,
    // A new laptop has sent no command yet.
    device: 'false',
  };
  return [
    ...ROW_TABLES.map(({ name, source = name, columns, scope }) => ({
      table: name,
      sql: `select r.id, ${Object.keys(columns)
        .map((column) => `sync.wire(r.${column})`)
        .join(', ')} from ho.${source} r where ${visible[scope]}`,
    })),
    ...PACK_TABLES.map(({ name, source, join = '', columns }) => ({
      table: name,
      sql: `select s.region_id, s.dealer_id, ${columns
        .map((column) => `sync.wire(${column.sql ?? `s.${column.name}`})`)
        .join(', ')} from ho.${source} s ${join} where s.region_id in (${quoted(regions)})`,
    })),
  ];
}

async function sendAll(url: string, person: string, response: ServerResponse): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const { rows: people } = await client.query<{ id: string }>('select id from ho.person where code = $1', [person]);
    const { rows: regions } = await client.query<{ id: string }>(
      `select distinct s.id from ho.role_grant g cross join lateral ho.region_subtree(g.region_id) as s(id)
       where g.person_id = $1`,
      [people[0]?.id],
    );
    for (const { table, sql } of copies(
      regions.map(({ id }) => id),
      people[0]?.id ?? '',
    )) {
      response.write(`\x01${table}\n`);
      const rows = client.query(copyTo(`copy (${sql}) to stdout`));
      rows.pipe(response, { end: false });
      await finished(rows, { writable: false });
    }
    response.end();
  } finally {
    await client.end();
  }
}

/** Serves the rows that a person's laptop receives; `GET /<code of the person>`. */
export async function serveCopies(url: string): Promise<Server> {
  const server = createServer((request, response) => {
    sendAll(url, (request.url ?? '/').slice(1), response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
