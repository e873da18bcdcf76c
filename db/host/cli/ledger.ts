import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { guarded } from '../../domain/ledger/vouchers/table.ts';
import type { Queryable } from '../../headoffice/database.ts';
import { EXPORT_COLUMNS, type ExportedLeg, exportLegs } from '../../headoffice/ledger/export.ts';
import { checkLedger } from '../../headoffice/ledger/invariants.ts';
import type { CommandLine } from './command-line.ts';
import { withHeadOffice } from './head-office.ts';
import { EXIT, print } from './output.ts';

const date = (value: string): string => {
  if (!z.iso.date().safeParse(value).success) throw new InvalidArgumentError('a date such as 2026-01-31');
  return value;
};

/** One line of CSV (RFC 4180). No cell is a formula to a spreadsheet program. */
const csvLine = (cells: readonly (string | number | null)[]): string =>
  `${cells
    .map((cell) => {
      const text = typeof cell === 'string' ? guarded(cell) : (cell?.toString() ?? '');
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',')}\r\n`;

const write = (text: string): Promise<void> =>
  new Promise((resolve, reject) => process.stdout.write(text, (error) => (error ? reject(error) : resolve())));

async function writeCsv(pages: AsyncIterable<readonly ExportedLeg[]>): Promise<void> {
  // The mark at the beginning tells spreadsheet programs that it is UTF-8.
  await write(`\uFEFF${csvLine(EXPORT_COLUMNS)}`);
  for await (const legs of pages) {
    await write(legs.map((leg) => csvLine(EXPORT_COLUMNS.map((column) => leg[column]))).join(''));
  }
}

async function writeJson(pages: AsyncIterable<readonly ExportedLeg[]>): Promise<void> {
  let separator = '{"legs":[';
  for await (const legs of pages) {
    await write(`${separator}${legs.map((leg) => JSON.stringify(leg)).join(',')}`);
    separator = ',';
  }
  await write(`${separator === ',' ? '' : separator}]}\n`);
}

/** `ledger verify|export`: head office's ledger, for auditors and for who looks after it. */
export function addLedgerCommands(ledger: Command, line: CommandLine): void {
  /** Reads the ledger as it stands at one moment. */
  const reading = <T>(work: (tx: Queryable) => Promise<T>): Promise<T> =>
    withHeadOffice(line, (database) => database.transaction(work, { readOnly: true, isolation: 'repeatable read' }));

  ledger
    .command('verify')
    .description(
      'ask the ledger every promise: hash chain, balance of every entry and day, nothing twice, nothing after closing, two people',
    )
    .action(async () => {
      const findings = await reading(checkLedger);
      const broken = findings.filter((finding) => finding.broken.length > 0);
      if (line.isJson()) print(true, { ok: broken.length === 0, findings });
      else {
        for (const { id, promise, broken: places } of findings) {
          print(false, `${places.length === 0 ? 'holds ' : 'BROKEN'}  ${id}  ${promise}`);
          for (const place of places) print(false, `        ${place}`);
        }
      }
      if (broken.length > 0) process.exitCode = EXIT.failed;
    });

  ledger
    .command('export')
    .description('write every leg with its entry to stdout: CSV, or with --json one document; amounts in 分')
    .addOption(new Option('--from <date>', 'first posting date').argParser(date))
    .addOption(new Option('--to <date>', 'first posting date that is left out').argParser(date))
    .action((options: { readonly from?: string; readonly to?: string }) =>
      reading((tx) => {
        const pages = exportLegs(tx, { from: options.from ?? null, to: options.to ?? null });
        return line.isJson() ? writeJson(pages) : writeCsv(pages);
      }),
    );
}
