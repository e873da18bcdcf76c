import { annotations } from './annotations.ts';
import { directory } from './directory.ts';
import { diversion } from './diversion.ts';
import { ledger } from './ledger.ts';
import { performance } from './performance.ts';
import type { FeatureClient } from './procedure.ts';
import { rebates } from './rebates.ts';
import { settings } from './settings.ts';
import { statements } from './statements.ts';
import { sync } from './sync.ts';
import { system } from './system.ts';
import { vouchers } from './vouchers.ts';

/** Everything the renderer may ask of the data service. Names on the wire are `feature.procedure`. */
export const contract = {
  system,
  sync,
  settings,
  directory,
  diversion,
  rebates,
  ledger,
  performance,
  annotations,
  statements,
  vouchers,
} as const;
export type Contract = typeof contract;

/** The typed client: `client.rebates.getLedger({ selection })`. */
export type ContractClient = { readonly [F in keyof Contract]: FeatureClient<Contract[F]> };
