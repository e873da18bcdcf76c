import { createDayPicker, dayOf, instantOf, isoInstant, isoOf, workingDayFrom } from './calendar.ts';
import { type Dealer, homeOn } from './dealers.ts';
import type { Organisation } from './organisation.ts';
import type { Random } from './random.ts';
import type { Rows } from './tables.ts';

const LEADS = 2400;
const CONTRACTS = 900;
/** From here on the company works with the workstation: faster approvals, better conversion. */
const INTRODUCED = dayOf('2026-01-01');
const SOURCES = ['website', 'exhibition', 'referral', 'phone', 'wechat'] as const;
const TRADES = ['烘焙', '餐饮管理', '食品', '酒店', '连锁饼屋', '中央厨房'];

/** Leads with their first contact in working time, opportunities they became, and contracts on their way through approval. */
export function fillFunnel(
  rows: Rows,
  random: Random,
  org: Organisation,
  dealers: readonly Dealer[],
  from: number,
  asOf: number,
): void {
  const pickDay = createDayPicker(from, asOf, 1.1);
  for (let n = 1; n <= LEADS; n += 1) {
    const home = random.pick(org.cities);
    const day = pickDay(random.next());
    const received = instantOf(day, 8 + random.next() * 14);
    const contactDay = workingDayFrom(day + random.int(1, 3));
    const contacted = contactDay <= asOf ? instantOf(contactDay, 9 + random.next() * 8) : null;
    const convertedDay = contactDay + random.int(6, 80);
    const converts = random.chance(day >= INTRODUCED ? 0.185 : 0.142);
    const converted = contacted !== null && converts && convertedDay <= asOf ? convertedDay : null;
    const lostDay = contactDay + random.int(20, 120);
    const lost = contacted !== null && !converts && lostDay <= asOf ? lostDay : null;
    const leadId = random.id(received);
    const company = `${home.city.name}${random.pick(['新', '大', '金', '福', '和', '味'])}${random.pick(['源', '来', '都', '香', '谷', '园'])}${random.pick(TRADES)}`;
    rows.add(
      'lead', leadId, home.id, random.pick(SOURCES), company, home.city.adcode, random.pick(['A', 'B', 'C', 'D']),
      isoInstant(received), home.ownerId, contacted === null ? null : isoInstant(contacted),
      converted === null ? null : isoOf(converted), lost === null ? null : isoOf(lost), lost === null ? null : 'no_need',
    ); // biome-ignore format: one value a column
    if (converted === null) continue;
    const cycle = Math.max(8, Math.round((converted >= INTRODUCED ? 49 : 67) + random.normal() * 14));
    const closes = converted + cycle;
    const outcome = closes > asOf ? null : random.chance(0.55) ? 'won' : 'lost';
    rows.add(
      'opportunity', random.id(instantOf(converted, 16)), home.id, leadId, null, home.ownerId, `${company}首单`, isoOf(converted),
      outcome === null ? null : isoOf(closes), outcome, random.int(20, 900) * 100_000, 'CNY',
    ); // biome-ignore format: one value a column
  }
  for (let n = 1; n <= CONTRACTS; n += 1) {
    const dealer = random.pick(dealers);
    const day = workingDayFrom(pickDay(random.next()));
    if (day < dealer.opened) continue;
    const submitted = instantOf(day, 9 + random.next() * 8);
    const took = (day >= INTRODUCED ? 2.1 : 7.8) * (0.4 + random.next() * 1.2);
    const approved = submitted + Math.round(took * 86_400_000);
    const known = approved <= instantOf(asOf, 18);
    const signs = isoOf(Math.floor(approved / 86_400_000) + 1);
    rows.add(
      'contract', random.id(submitted), `HT${String(n).padStart(5, '0')}`, 1, homeOn(dealer, day).id, dealer.id, isoInstant(submitted),
      known ? isoInstant(approved) : null, known ? signs : null, signs, isoOf(dayOf(signs) + 365),
    ); // biome-ignore format: one value a column
  }
}
