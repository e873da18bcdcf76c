import type { VoucherTarget } from './chart.ts';
import { inOneField } from './make-vouchers.ts';
import { guarded, type VoucherCell, type VoucherTable } from './table.ts';
import type { Voucher, VoucherRow } from './voucher.ts';

/** What a column holds. */
type Field =
  | 'date'
  | 'word'
  | 'number'
  | 'attachments'
  | 'summary'
  | 'code'
  | 'name'
  | 'debit'
  | 'credit'
  | 'currency'
  | 'rate'
  | 'maker'
  | 'customerCode'
  | 'customerItem'
  | 'blank';

interface Column {
  readonly title: string;
  readonly field: Field;
  /** Only there when a row needs it: the published layout has no such column. */
  readonly whenNeeded?: boolean;
}

const column = (title: string, field: Field = 'blank', whenNeeded = false): Column => ({ title, field, whenNeeded });

/**
 * Columns of each target, in its order. Sources: U8 the fields of 总账工具 (凭证引入), the 用友 template that of
 * hzyonyou.net, 金蝶KIS that of seridoat.com. Auxiliary items follow at the end where the layout has no place for them.
 */
const COLUMNS: Readonly<Record<VoucherTarget, readonly Column[]>> = {
  u8: [
    column('制单日期', 'date'),
    column('凭证类别字', 'word'),
    column('凭证号', 'number'),
    column('附单据数', 'attachments'),
    column('摘要', 'summary'),
    column('科目编码', 'code'),
    column('借方金额', 'debit'),
    column('贷方金额', 'credit'),
    column('数量'),
    column('外币'),
    column('汇率'),
    column('制单人', 'maker'),
    column('结算方式'),
    column('票号'),
    column('票号发生日期'),
    column('部门编码'),
    column('个人编码'),
    column('客户编码', 'customerCode'),
    column('供应商编码'),
    column('业务员'),
    column('项目编码'),
  ],
  yonyou: [
    column('日期', 'date'),
    column('凭证字', 'word'),
    column('凭证号', 'number'),
    column('摘要', 'summary'),
    column('科目代码', 'code'),
    column('借方金额', 'debit'),
    column('贷方金额', 'credit'),
    column('制单人', 'maker'),
    column('客户编码', 'customerCode', true),
  ],
  kis: [
    column('日期', 'date'),
    column('凭证字', 'word'),
    column('凭证号', 'number'),
    column('附单据数', 'attachments'),
    column('摘要', 'summary'),
    column('科目代码', 'code'),
    column('科目名称', 'name'),
    column('借方金额', 'debit'),
    column('贷方金额', 'credit'),
    column('币别', 'currency'),
    column('汇率', 'rate'),
    column('数量'),
    column('单价'),
    column('制单人', 'maker'),
    column('审核人'),
    column('过账人'),
    column('核算项目', 'customerItem', true),
  ],
};

const text = (value: string): VoucherCell => ({ kind: 'text', text: guarded(value) });

function cellOf(field: Field, voucher: Voucher, row: VoucherRow, maker: string): VoucherCell {
  switch (field) {
    case 'date':
      return text(voucher.date);
    case 'word':
      return text(voucher.word);
    case 'number':
      return { kind: 'count', value: voucher.number };
    case 'attachments':
      return { kind: 'count', value: 0 };
    case 'summary':
      return text(row.summary);
    case 'code':
      return text(row.code);
    case 'name':
      return text(row.name);
    case 'debit':
      return { kind: 'amount', fen: row.debitFen };
    case 'credit':
      return { kind: 'amount', fen: row.creditFen };
    case 'currency':
      return text('人民币');
    case 'rate':
      return { kind: 'count', value: 1 };
    case 'maker':
      return text(inOneField(maker));
    case 'customerCode':
      return row.customerCode === null ? null : text(row.customerCode);
    case 'customerItem':
      return row.customerCode === null ? null : text(`客户---${row.customerCode}---${row.customerName ?? ''}`);
    case 'blank':
      return null;
  }
}

/**
 * The sheet of a target.
 * @param maker name of the person who exports, the 制单人
 */
export function layOut(vouchers: readonly Voucher[], target: VoucherTarget, maker: string): VoucherTable {
  const hasCustomers = vouchers.some(({ rows }) => rows.some(({ customerCode }) => customerCode !== null));
  const columns = COLUMNS[target].filter(({ whenNeeded }) => whenNeeded !== true || hasCustomers);
  return {
    header: columns.map(({ title }) => title),
    rows: vouchers.flatMap((voucher) =>
      voucher.rows.map((row) => columns.map(({ field }) => cellOf(field, voucher, row, maker))),
    ),
  };
}

/** Where a target's sheet has the fields that legs are read from. */
export function titlesOf(target: VoucherTarget) {
  const title = (field: Field): string => COLUMNS[target].find((one) => one.field === field)?.title ?? '';
  return {
    date: title('date'),
    word: title('word'),
    number: title('number'),
    summary: title('summary'),
    code: title('code'),
    debit: title('debit'),
    credit: title('credit'),
  };
}
