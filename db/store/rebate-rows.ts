import type Database from 'better-sqlite3';
import type {
  AgreementRow, AllocationRow, DeliveryRow, InvoiceRow, LedgerLegRow, LineRow, PeriodRow, SkuRow, TradeRows, VersionRow,
} from '../domain/rebates/rows/source.ts'; // biome-ignore format: types in one block

/** Agreements, their approved versions and the periods of the ledger, as far as this laptop may see them. */
export interface RebateBook {
  readonly agreements: readonly AgreementRow[];
  readonly versions: readonly VersionRow[];
  readonly periods: readonly PeriodRow[];
}

export function readRebateBook(replica: Database.Database): RebateBook {
  const versions = replica
    .prepare<[], Omit<VersionRow, 'rule' | 'relations'> & { rule: string; relations: string }>(
      `select agreement_id as agreementId, version, effective_from as effectiveFrom, effective_to as effectiveTo,
              signed_on as signedOn, currency, rule, relations
       from agreement_version where state = 'approved' order by agreement_id, version`,
    )
    .all();
  return {
    agreements: replica
      .prepare<[], AgreementRow>('select id, no, code, name, dealer_id as dealerId from agreement order by no')
      .all(),
    versions: versions.map(({ rule, relations, ...version }) => ({
      ...version,
      rule: JSON.parse(rule) as unknown,
      relations: JSON.parse(relations) as unknown,
    })),
    periods: replica
      .prepare<[], PeriodRow>('select code, starts_on as startsOn, ends_on as endsOn from period order by starts_on')
      .all(),
  };
}

/** Packs of a dealer by their facts. */
type Packs = ReadonlyMap<string, readonly number[]>;

/**
 * Reads everything of a dealer, pack by pack. Made once for a reading of many dealers: it keeps the list of packs and of
 * goods.
 */
export class TradeReader {
  readonly #replica: Database.Database;
  readonly #skus: ReadonlyMap<number, SkuRow>;
  readonly #packs = new Map<string, Map<string, number[]>>();
  readonly #agreementIds: ReadonlyMap<number, string>;

  /** @param dealerIds the dealers that will be asked for; null for all */
  constructor(replica: Database.Database, dealerIds: readonly string[] | null) {
    this.#replica = replica;
    this.#skus = readSkus(replica);
    this.#agreementIds = new Map(
      replica
        .prepare<[], { no: number; id: string }>('select no, id from agreement')
        .all()
        .map(({ no, id }) => [no, id] as const),
    );
    const packs = replica
      .prepare<[string | null, string | null], { pk: number; kind: string; dealer_id: string }>(
        `select pk, kind, dealer_id from pack
         where kind in ('sales_line', 'cancelled_line', 'delivery', 'invoice', 'receipt_allocation', 'ledger_leg')
           and dealer_id is not null and (? is null or dealer_id in (select value from json_each(?))) order by pk`,
      )
      .iterate(...bothOf(dealerIds === null ? null : JSON.stringify(dealerIds)));
    for (const { pk, kind, dealer_id: dealerId } of packs) {
      const own = this.#packs.get(dealerId) ?? new Map<string, number[]>();
      this.#packs.set(dealerId, own);
      const kept = own.get(kind);
      if (kept === undefined) own.set(kind, [pk]);
      else kept.push(pk);
    }
  }

  tradeOf(dealerIds: readonly string[]): TradeRows {
    const all: { lines: LineRow[]; deliveries: DeliveryRow[]; invoices: InvoiceRow[]; allocations: AllocationRow[] } = {
      lines: [],
      deliveries: [],
      invoices: [],
      allocations: [],
    };
    for (const dealerId of dealerIds) {
      const packs: Packs = this.#packs.get(dealerId) ?? new Map();
      all.lines.push(...this.#lines(dealerId, packs));
      all.deliveries.push(
        ...this.#rows<DeliveryRow>(packs, 'delivery', 'order_id as orderId, delivered_on as deliveredOn'),
      );
      all.invoices.push(
        ...this.#rows<InvoiceRow>(
          packs,
          'invoice',
          `id, order_id as orderId, corrects_id as correctsId, invoiced_on as invoicedOn, net_fen as netFen,
           tax_fen as taxFen`,
        ),
      );
      all.allocations.push(
        ...this.#rows<AllocationRow>(
          packs,
          'receipt_allocation',
          'invoice_id as invoiceId, received_on as receivedOn, amount_fen as amountFen',
        ),
      );
    }
    return all;
  }

  /** Legs of entries that name an agreement. */
  legsOf(dealerIds: readonly string[]): readonly LedgerLegRow[] {
    return dealerIds.flatMap((dealerId) =>
      this.#rows<Omit<LedgerLegRow, 'agreementId' | 'dealerId'> & { agreementNo: number | null }>(
        this.#packs.get(dealerId) ?? new Map(),
        'ledger_leg',
        `entry_id as entryId, seq, agreement_no as agreementNo, period_code as periodCode, posting_date as postedOn, kind,
         corrects_kind as correctsKind,
         base_fen as baseFen, account_code as account, debit_fen as debitFen, credit_fen as creditFen`,
      ).flatMap(({ agreementNo, ...leg }) => {
        const agreementId = agreementNo === null ? undefined : this.#agreementIds.get(agreementNo);
        return agreementId === undefined ? [] : [{ ...leg, agreementId, dealerId }];
      }),
    );
  }

  #rows<Row>(packs: Packs, table: string, columns: string): Row[] {
    const select = this.#replica.prepare<[number], Row>(`select ${columns} from ${table} where pk = ? order by n`);
    return (packs.get(table) ?? []).flatMap((pk) => select.all(pk));
  }

  #lines(dealerId: string, packs: Packs): LineRow[] {
    type Stored = Omit<LineRow, 'dealerId' | 'sku'> & { skuNo: number };
    const columns = `id, order_id as orderId, order_code as orderCode, sku_no as skuNo, quantity_milli as quantityMilli, net_fen as netFen,
       tax_fen as taxFen`;
    const stored = [
      ...this.#rows<Stored>(packs, 'sales_line', `${columns}, kind, business_date as date, null as cancelledOn`),
      ...this.#rows<Stored>(
        packs,
        'cancelled_line',
        `${columns}, 'order' as kind, ordered_on as date, cancelled_on as cancelledOn`,
      ),
    ];
    return stored.map(({ skuNo, ...line }) => {
      const sku = this.#skus.get(skuNo);
      if (sku === undefined) throw new Error(`The replica knows no SKU number ${skuNo}`);
      return { ...line, dealerId, sku };
    });
  }
}

const bothOf = <T>(value: T): [T, T] => [value, value];

function readSkus(replica: Database.Database): ReadonlyMap<number, SkuRow> {
  const rows = replica
    .prepare<[], SkuRow & { no: number }>(
      `select s.no, s.id, s.brand_id as brandId, s.category_id as categoryId, c.product_line_id as productLineId,
              s.base_unit as baseUnit, s.vat_ppm as vatPpm
       from sku s join category c on c.id = s.category_id`,
    )
    .all();
  return new Map(rows.map(({ no, ...sku }) => [no, sku] as const));
}

/**
 * Dealers of whom this laptop does not hold everything until `asOf`: for some time they belonged to a region that its
 * person may not see. What it holds of them is true, but sums over it are not those of the dealer.
 */
export function partlyVisible(
  replica: Database.Database,
  dealerIds: readonly string[],
  asOf: string,
): ReadonlySet<string> {
  const seesAll =
    replica
      .prepare(
        `select 1 from role_grant g join region r on r.id = g.region_id
         where r.parent_id is null and g.valid_from <= ? and (g.valid_to is null or ? < g.valid_to)`,
      )
      .get(asOf, asOf) !== undefined;
  if (seesAll) return new Set();
  const spans = replica.prepare<[string], { from: string; to: string | null }>(
    'select valid_from as "from", valid_to as "to" from dealer_region where dealer_id = ? order by valid_from',
  );
  const life = replica.prepare<[string], { opened: string; closed: string | null }>(
    'select opened_on as opened, closed_on as closed from dealer where id = ?',
  );
  const isWhole = (dealerId: string): boolean => {
    const dealer = life.get(dealerId);
    if (dealer === undefined) return false;
    const end = dealer.closed !== null && dealer.closed <= asOf ? dealer.closed : asOf;
    let seenTo = dealer.opened;
    for (const { from, to } of spans.all(dealerId)) {
      if (from > seenTo) return false;
      if (to === null) return true;
      if (to > seenTo) seenTo = to;
    }
    return seenTo > end || (dealer.closed !== null && seenTo >= dealer.closed);
  };
  return new Set(dealerIds.filter((dealerId) => !isWhole(dealerId)));
}
