import { z } from 'zod';
import { hundredths } from './decimal.ts';
import { DecimalText, IsoDate, Name, optional, Text, Whole } from './fields.ts';
import { BEGINNING, CURRENCY, foundGroup, type Mapping, type MappingContext } from './mapping.ts';

const FILES = {
  territories: 'DimSalesTerritory.csv.gz',
  geography: 'DimGeography.csv.gz',
  resellers: 'DimReseller.csv.gz',
  categories: 'DimProductCategory.csv.gz',
  subcategories: 'DimProductSubcategory.csv.gz',
  products: 'DimProduct.csv.gz',
  sales: 'FactResellerSales.csv.gz',
} as const;

const Territory = z.object({
  SalesTerritoryKey: Whole,
  SalesTerritoryRegion: Name,
  SalesTerritoryGroup: Name,
});
const Geography = z.object({ GeographyKey: Whole, SalesTerritoryKey: Whole });
const Reseller = z.object({
  ResellerKey: Whole,
  ResellerAlternateKey: Name,
  ResellerName: Name,
  GeographyKey: Whole,
  AddressLine1: Text,
  AnnualSales: DecimalText,
  YearOpened: Text.regex(/^(19[7-9]|20\d)\d$/),
});
const Category = z.object({ ProductCategoryKey: Whole, EnglishProductCategoryName: Name });
const Subcategory = z.object({
  ProductSubcategoryKey: Whole,
  ProductCategoryKey: Whole,
  EnglishProductSubcategoryName: Name,
});
const Product = z.object({
  ProductKey: Whole,
  ProductAlternateKey: Name,
  ProductSubcategoryKey: optional(Whole),
  EnglishProductName: Name,
  StandardCost: optional(DecimalText),
  DealerPrice: optional(DecimalText),
  StartDate: IsoDate,
  Status: Text,
});
const Sale = z.object({
  ProductKey: Whole,
  ResellerKey: Whole,
  EmployeeKey: Whole,
  SalesTerritoryKey: Whole,
  SalesOrderNumber: Name,
  SalesOrderLineNumber: Whole,
  OrderQuantity: Whole,
  UnitPrice: DecimalText,
  TotalProductCost: DecimalText,
  SalesAmount: DecimalText,
  TaxAmt: DecimalText,
  OrderDate: IsoDate,
  DueDate: IsoDate,
  ShipDate: IsoDate,
});
type ProductRow = z.output<typeof Product>;
type SaleRow = z.output<typeof Sale>;

/** TaxAmt is 8 % of SalesAmount on every row. */
const VAT_PPM = 80_000;
/** A product has no unit in this source. */
const UNIT = '件';

/** Turnover of the reseller itself, in dollars, from which a class holds. */
const CLASSES = [
  ['A', 3_000_000],
  ['B', 1_500_000],
  ['C', 800_000],
  ['D', 0],
] as const;

interface Dealer {
  readonly id: string;
  readonly regionId: string;
  readonly territory: string;
}

async function mapRegions({ source, staging }: MappingContext, groupId: string): Promise<ReadonlyMap<string, string>> {
  const areas = new Map<string, string>();
  const regions = new Map<string, string>();
  for await (const { row } of source.rows(FILES.territories, Territory)) {
    const { SalesTerritoryKey: key, SalesTerritoryRegion: name, SalesTerritoryGroup: area } = row;
    if (name === 'NA') {
      staging.reject('region', key, 'not_a_region');
      continue;
    }
    const areaId =
      areas.get(area) ??
      staging.make('region', area, BEGINNING, groupId, 'area', `AW-${area}`, area, area, CURRENCY, BEGINNING);
    areas.set(area, areaId);
    const id = staging.add('region', key, BEGINNING, areaId, 'province', `AW-${key}`, name, name, CURRENCY, BEGINNING);
    if (id !== null) regions.set(key, id);
  }
  return regions;
}

async function mapDealers(
  { source, staging, firstNo, step }: MappingContext,
  regions: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, Dealer>> {
  const territories = new Map<string, string>();
  for await (const { row } of source.rows(FILES.geography, Geography)) {
    territories.set(row.GeographyKey, row.SalesTerritoryKey);
  }
  const dealers = new Map<string, Dealer>();
  let no = firstNo.dealer;
  for await (const { row } of source.rows(FILES.resellers, Reseller)) {
    await step('dealers');
    const { ResellerKey: key, ResellerAlternateKey: code, ResellerName: name } = row;
    const territory = territories.get(row.GeographyKey) ?? '';
    const regionId = regions.get(territory);
    if (regionId === undefined) {
      staging.reject('dealer', key, 'unknown_region');
      continue;
    }
    const turnover = Number(row.AnnualSales);
    const dealerClass = CLASSES.find(([, from]) => turnover >= from)?.[0] ?? 'D';
    const opened = `${row.YearOpened}-01-01`;
    const id = staging.add('dealer', key, opened, no, code, name, name, dealerClass, opened, row.AddressLine1);
    if (id === null) continue;
    no += 1;
    staging.make('dealer_region', key, opened, id, regionId, opened);
    dealers.set(key, { id, regionId, territory });
  }
  return dealers;
}

async function mapCategories({ source, staging }: MappingContext): Promise<void> {
  for await (const { row } of source.rows(FILES.categories, Category)) {
    const { ProductCategoryKey: key, EnglishProductCategoryName: name } = row;
    staging.add('product_line', key, BEGINNING, `AW-${key}`, name, name);
  }
  for await (const { row } of source.rows(FILES.subcategories, Subcategory)) {
    const { ProductSubcategoryKey: key, EnglishProductSubcategoryName: name } = row;
    const line = staging.find('product_line', row.ProductCategoryKey);
    if (line === undefined) staging.reject('category', key, 'unknown_category');
    else staging.add('category', key, BEGINNING, line, `AW-${key}`, name, name);
  }
}

/** A product comes in versions: each has a key of its own and its cost from a day on, until the next one's. */
async function mapProducts(context: MappingContext): Promise<ReadonlyMap<string, string>> {
  const { source, staging, step } = context;
  await mapCategories(context);
  const versions = new Map<string, ProductRow[]>();
  for await (const { row } of source.rows(FILES.products, Product)) {
    await step('products');
    versions.set(row.ProductAlternateKey, [...(versions.get(row.ProductAlternateKey) ?? []), row]);
  }
  const brandId = staging.make('brand', 'brand', BEGINNING, 'AW', 'Adventure Works');
  const listId = staging.make('price_list', 'dealer', BEGINNING, 'AW', 'Dealer price', CURRENCY, false);
  const skus = new Map<string, string>();
  let no = context.firstNo.sku;
  for (const [code, unordered] of versions) {
    const ordered = unordered.toSorted((a, b) => (a.StartDate < b.StartDate ? -1 : 1));
    const last = ordered.at(-1);
    const categoryId = staging.find('category', last?.ProductSubcategoryKey ?? '');
    if (last === undefined || categoryId === undefined) {
      for (const { ProductKey: key } of ordered) staging.reject('sku', key, 'no_category');
      continue;
    }
    const active = ordered.some(({ Status }) => Status === 'Current');
    const skuId = staging.make(
      'sku', code, last.StartDate, no, `AW-${code}`, last.EnglishProductName, categoryId, brandId, UNIT, VAT_PPM, active,
    ); // biome-ignore format: one value a column
    no += 1;
    ordered.forEach(({ ProductKey: key, StartDate: from, StandardCost, DealerPrice }, n) => {
      // EndDate lies before StartDate in this source; the next version's beginning is what it means.
      const until = ordered[n + 1]?.StartDate ?? null;
      skus.set(key, skuId);
      if (StandardCost !== null)
        staging.add('cost', key, from, skuId, 'material', hundredths(StandardCost), CURRENCY, from, until);
      if (DealerPrice !== null) staging.add('price', key, from, listId, skuId, hundredths(DealerPrice), from, until);
    });
  }
  return skus;
}

/** Line number, or why the row cannot be one. */
function faultOf(row: SaleRow, dealer: Dealer | undefined, header: SaleRow | undefined, skuId: string | undefined) {
  if (dealer === undefined) return 'unknown_dealer';
  if (dealer.territory !== row.SalesTerritoryKey) return 'territory_differs';
  if (skuId === undefined) return 'unknown_sku';
  if (row.OrderQuantity === '0') return 'no_quantity';
  const same =
    header === undefined ||
    (header.ResellerKey === row.ResellerKey &&
      header.OrderDate === row.OrderDate &&
      header.DueDate === row.DueDate &&
      header.ShipDate === row.ShipDate &&
      header.EmployeeKey === row.EmployeeKey);
  return same ? null : 'order_differs';
}

async function mapSales(
  { source, staging, step }: MappingContext,
  parts: {
    readonly groupId: string;
    readonly managerId: string;
    readonly dealers: ReadonlyMap<string, Dealer>;
    readonly skus: ReadonlyMap<string, string>;
  },
): Promise<string> {
  const headers = new Map<string, SaleRow>();
  let lastDay = BEGINNING;
  for await (const { row } of source.rows(FILES.sales, Sale)) {
    await step('orders');
    const { SalesOrderNumber: code, SalesOrderLineNumber: lineNo, OrderDate: day, EmployeeKey: employee } = row;
    const dealer = parts.dealers.get(row.ResellerKey);
    const skuId = parts.skus.get(row.ProductKey);
    const fault = faultOf(row, dealer, headers.get(code), skuId);
    if (fault !== null || dealer === undefined || skuId === undefined) {
      staging.reject('order_line', `${code}/${lineNo}`, fault ?? 'unknown_dealer');
      continue;
    }
    if (!headers.has(code)) {
      headers.set(code, row);
      let personId = staging.find('person', employee);
      if (personId === undefined) {
        // The export has no names of employees.
        personId = staging.make('person', employee, BEGINNING, `AW-${employee}`, `Employee ${employee}`);
        staging.make('employment', employee, BEGINNING, personId, parts.groupId, 'sales', parts.managerId, BEGINNING);
      }
      const orderId = staging.make(
        'sales_order', code, day, `AW-${code}`, dealer.regionId, dealer.id, personId, day, row.DueDate, CURRENCY,
      ); // biome-ignore format: one value a column
      const onTime = row.ShipDate <= row.DueDate;
      staging.make('delivery', code, row.ShipDate, orderId, dealer.regionId, dealer.id, row.ShipDate, onTime, true);
      if (row.ShipDate > lastDay) lastDay = row.ShipDate;
    }
    staging.add(
      'order_line', `${code}/${lineNo}`, day, staging.find('sales_order', code) ?? null, dealer.regionId, dealer.id, day,
      Number(lineNo), skuId, UNIT, Number(row.OrderQuantity) * 1000, hundredths(row.UnitPrice),
      hundredths(row.SalesAmount), hundredths(row.TaxAmt), hundredths(row.TotalProductCost),
    ); // biome-ignore format: one value a column
  }
  return lastDay;
}

/** AdventureWorksDW: resellers become dealers, reseller sales become orders. What is left out stands in the README. */
export const adventureWorks: Mapping = {
  name: 'adventureworks-dw',
  files: Object.values(FILES),
  async map(context) {
    const { groupId, personId: managerId } = foundGroup(context.staging, 'AW', 'AdventureWorks');
    const regions = await mapRegions(context, groupId);
    const dealers = await mapDealers(context, regions);
    const skus = await mapProducts(context);
    return mapSales(context, { groupId, managerId, dealers, skus });
  },
};
