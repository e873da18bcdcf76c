import { z } from 'zod';
import { DEFAULT_BOOK, VoucherBook } from '../domain/ledger/vouchers/chart.ts';
import { SearchHit } from './directory.ts';
import { command, query } from './procedure.ts';

/** Choices of the command palette that are remembered. */
export const RECENT_MAX = 8;

/** Kept in local.db, this laptop only. */
export const Settings = z.object({
  locale: z.enum(['zh-CN', 'en']),
  theme: z.enum(['light', 'dark', 'projector', 'system']),
  /** Shares of the panes, in percent, and which is maximised. */
  layout: z.object({
    columns: z.tuple([z.number().min(0).max(100), z.number().min(0).max(100)]),
    rows: z.tuple([z.number().min(0).max(100), z.number().min(0).max(100)]),
    maximised: z.enum(['map', 'ledger', 'dashboard']).nullable(),
  }),
  /** Minutes between scheduled syncs. */
  syncEveryMinutes: z.int().min(5).max(1440),
  /** What was chosen in the command palette of late, newest first. */
  recent: z.array(SearchHit).max(RECENT_MAX),
  /** How vouchers are written for the company's bookkeeping program. */
  voucherBook: VoucherBook,
});
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = {
  locale: 'zh-CN',
  theme: 'system',
  layout: { columns: [60, 40], rows: [56, 44], maximised: null },
  syncEveryMinutes: 120,
  recent: [],
  voucherBook: DEFAULT_BOOK,
};

export const settings = {
  get: query(z.object({}), Settings),
  /** Changes the given fields, keeps the rest. */
  update: command(Settings.partial(), Settings),
};
