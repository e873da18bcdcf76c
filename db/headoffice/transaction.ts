import type { SqlValue, TransactionOptions } from './database.ts';

interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** What a transaction says first, in the order PostgreSQL wants it: isolation, then the role and its settings. */
export function beginStatements(options: TransactionOptions): readonly Statement[] {
  const statements: Statement[] = [];
  const modes = [
    options.isolation === undefined ? '' : `isolation level ${options.isolation}`,
    options.readOnly === true ? 'read only' : '',
  ].filter((mode) => mode !== '');
  if (modes.length > 0) statements.push({ sql: `set transaction ${modes.join(', ')}`, values: [] });
  for (const [name, value] of Object.entries(options.settings ?? {})) {
    statements.push({ sql: 'select set_config($1, $2, true)', values: [name, value] });
  }
  // The role comes last: it may not be allowed to do what stands above.
  if (options.role !== undefined) statements.push({ sql: `set local role ${options.role}`, values: [] });
  return statements;
}
