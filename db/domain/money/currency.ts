/** Currencies of amounts (ISO 4217). An amount in 分 is in hundredths of one. Amounts of two are never added. */
export const CURRENCIES = ['CNY', 'USD'] as const;
export type Currency = (typeof CURRENCIES)[number];
