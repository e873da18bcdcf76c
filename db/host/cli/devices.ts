import type { Command } from 'commander';
import type { HeadOfficeDatabase } from '../../headoffice/database.ts';
import { listDevices, shutOut } from '../../headoffice/devices.ts';
import { rotateSigningKey } from '../../headoffice/tokens.ts';

/** Prints what work on head office's database gives. */
export type Answer = (work: (database: HeadOfficeDatabase) => Promise<unknown>) => Promise<void>;

/** `headoffice devices|revoke|wipe|rotate-key`: laptops and keys, for who looks after head office. */
export function addDeviceCommands(headoffice: Command, answer: Answer): void {
  headoffice
    .command('devices')
    .description('list the enrolled laptops: whose, since when, revoked, wiped')
    .action(() => answer(async (database) => ({ devices: await listDevices(database) })));

  headoffice
    .command('revoke <device>')
    .description('shut a laptop out at once; what it holds stays readable there until its lease ends')
    .action((device: string) =>
      answer(async (database) => {
        await shutOut(database, device, 'revoke');
        return { revoked: device };
      }),
    );

  headoffice
    .command('wipe <device>')
    .description('have a laptop delete its keys and files when it next asks for anything')
    .action((device: string) =>
      answer(async (database) => {
        await shutOut(database, device, 'wipe');
        return { wipeRequested: device };
      }),
    );

  headoffice
    .command('rotate-key')
    .description('sign with a new key from now on; the old one checks tokens for ten more minutes')
    .option('--leaked', 'retire the old key at once: every laptop fetches a new token by itself', false)
    .action(({ leaked }: { readonly leaked: boolean }) =>
      answer(async (database) => ({ key: await rotateSigningKey(database, leaked) })),
    );
}
