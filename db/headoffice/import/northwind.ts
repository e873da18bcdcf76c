import { z } from 'zod';
import { complement, hundredths } from './decimal.ts';
import { DecimalText, IsoDate, Name, optional, Text, Whole } from './fields.ts';
import { BEGINNING, CURRENCY, foundGroup, type Mapping, type MappingContext } from './mapping.ts';

const FILES = {
  employees: 'Employees.csv.gz',
  customers: 'Customers.csv.gz',
  categories: 'Categories.csv.gz',
  suppliers: 'Suppliers.csv.gz',
  products: 'Products.csv.gz',
  orders: 'Orders.csv.gz',
  lines: 'OrderDetails.csv.gz',
} as const;

const Employee = z.object({
  EmployeeID: Whole,
  FirstName: Name,
  LastName: Name,
  HireDate: IsoDate,
  ReportsTo: optional(Whole),
});
const Customer = z.object({ CustomerID: Name, CompanyName: Name, Address: Text, City: Text, Country: Name });
const Category = z.object({ CategoryID: Whole, CategoryName: Name });
const Supplier = z.object({ SupplierID: Whole, CompanyName: Name });
const Product = z.object({
  ProductID: Whole,
  ProductName: Name,
  SupplierID: Whole,
  CategoryID: Whole,
  QuantityPerUnit: Name,
  UnitPrice: DecimalText,
  Discontinued: z.enum(['0', '1']),
});
const Order = z.object({
  OrderID: Whole,
  CustomerID: Name,
  EmployeeID: Whole,
  OrderDate: IsoDate,
  RequiredDate: IsoDate,
  ShippedDate: optional(IsoDate),
});
const Line = z.object({
  OrderID: Whole,
  ProductID: Whole,
  UnitPrice: DecimalText,
  Quantity: Whole,
  Discount: DecimalText.refine((text) => Number(text) >= 0 && Number(text) <= 1),
});

/** The source classifies nobody. */
const CLASS = 'C';
const NO_VAT = 0;

async function mapEmployees({ source, staging }: MappingContext, groupId: string, managerId: string): Promise<void> {
  const employees = [];
  for await (const { row } of source.rows(FILES.employees, Employee)) {
    const { EmployeeID: key, FirstName, LastName, HireDate: hired } = row;
    if (staging.add('person', key, hired, `NW-${key}`, `${FirstName} ${LastName}`) !== null) employees.push(row);
  }
  for (const { EmployeeID: key, HireDate: hired, ReportsTo: manager } of employees) {
    const person = staging.find('person', key) ?? null;
    const above = manager === null ? managerId : (staging.find('person', manager) ?? managerId);
    staging.make('employment', key, hired, person, groupId, 'sales', above, hired);
  }
}

/** Each country is a region below the group. A customer is a dealer from the day of the first order on. */
async function mapDealers(
  { source, staging, firstNo }: MappingContext,
  groupId: string,
  firstOrders: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const beginning = [...firstOrders.values()].sort()[0] ?? BEGINNING;
  const regions = new Map<string, string>();
  let no = firstNo.dealer;
  for await (const { row } of source.rows(FILES.customers, Customer)) {
    const { CustomerID: key, CompanyName: name, Country: country } = row;
    const regionId =
      staging.find('region', country) ??
      staging.make(
        'region',
        country,
        BEGINNING,
        groupId,
        'area',
        `NW-${country}`,
        country,
        country,
        CURRENCY,
        BEGINNING,
      );
    const opened = firstOrders.get(key) ?? beginning;
    const id = staging.add(
      'dealer', key, opened, no, `NW-${key}`, name, name, CLASS, opened, `${row.Address}, ${row.City}`,
    ); // biome-ignore format: one value a column
    if (id === null) continue;
    no += 1;
    staging.make('dealer_region', key, opened, id, regionId, opened);
    regions.set(key, regionId);
  }
  return regions;
}

async function mapProducts({ source, staging, firstNo }: MappingContext): Promise<ReadonlyMap<string, string>> {
  for await (const { row } of source.rows(FILES.categories, Category)) {
    const { CategoryID: key, CategoryName: name } = row;
    const lineId = staging.add('product_line', key, BEGINNING, `NW-${key}`, name, name);
    if (lineId !== null) staging.make('category', key, BEGINNING, lineId, `NW-${key}`, name, name);
  }
  for await (const { row } of source.rows(FILES.suppliers, Supplier)) {
    staging.add('brand', row.SupplierID, BEGINNING, `NW-${row.SupplierID}`, row.CompanyName);
  }
  const listId = staging.make('price_list', 'list', BEGINNING, 'NW', 'List price', CURRENCY, false);
  const units = new Map<string, string>();
  let no = firstNo.sku;
  for await (const { row } of source.rows(FILES.products, Product)) {
    const { ProductID: key, ProductName: name, QuantityPerUnit: unit } = row;
    const categoryId = staging.find('category', row.CategoryID);
    const brandId = staging.find('brand', row.SupplierID);
    if (categoryId === undefined || brandId === undefined) {
      staging.reject('sku', key, categoryId === undefined ? 'unknown_category' : 'unknown_supplier');
      continue;
    }
    const active = row.Discontinued === '0';
    const id = staging.add('sku', key, BEGINNING, no, `NW-${key}`, name, categoryId, brandId, unit, NO_VAT, active);
    if (id === null) continue;
    no += 1;
    staging.make('price', key, BEGINNING, listId, id, hundredths(row.UnitPrice), BEGINNING, null);
    units.set(key, unit);
  }
  return units;
}

type OrderRow = z.output<typeof Order>;

async function mapLines(
  { source, staging, step }: MappingContext,
  orders: ReadonlyMap<string, OrderRow>,
  regions: ReadonlyMap<string, string>,
  units: ReadonlyMap<string, string>,
): Promise<void> {
  const lineNumbers = new Map<string, number>();
  for await (const { row } of source.rows(FILES.lines, Line)) {
    await step('orders');
    const key = `${row.OrderID}/${row.ProductID}`;
    const order = orders.get(row.OrderID);
    const orderId = staging.find('sales_order', row.OrderID);
    const skuId = staging.find('sku', row.ProductID);
    if (order === undefined || orderId === undefined) staging.reject('order_line', key, 'unknown_order');
    else if (skuId === undefined) staging.reject('order_line', key, 'unknown_sku');
    else if (row.Quantity === '0') staging.reject('order_line', key, 'no_quantity');
    else {
      const lineNo = (lineNumbers.get(row.OrderID) ?? 0) + 1;
      lineNumbers.set(row.OrderID, lineNo);
      const netFen = hundredths(row.UnitPrice, row.Quantity, complement(row.Discount));
      staging.add(
        'order_line', key, order.OrderDate, orderId, regions.get(order.CustomerID) ?? null,
        staging.find('dealer', order.CustomerID) ?? null, order.OrderDate, lineNo, skuId, units.get(row.ProductID) ?? null,
        Number(row.Quantity) * 1000, hundredths(row.UnitPrice), netFen, 0, 0,
      ); // biome-ignore format: one value a column
    }
  }
}

/** Northwind: customers become dealers, each country a region. What is left out stands in the README. */
export const northwind: Mapping = {
  name: 'northwind',
  files: Object.values(FILES),
  async map(context) {
    const { source, staging } = context;
    const { groupId, personId } = foundGroup(staging, 'NW', 'Northwind');
    await mapEmployees(context, groupId, personId);
    const orders = new Map<string, OrderRow>();
    const firstOrders = new Map<string, string>();
    for await (const { row } of source.rows(FILES.orders, Order)) {
      if (orders.has(row.OrderID)) {
        staging.reject('sales_order', row.OrderID, 'named_twice');
        continue;
      }
      orders.set(row.OrderID, row);
      const first = firstOrders.get(row.CustomerID);
      if (first === undefined || row.OrderDate < first) firstOrders.set(row.CustomerID, row.OrderDate);
    }
    const regions = await mapDealers(context, groupId, firstOrders);
    const units = await mapProducts(context);
    let lastDay = BEGINNING;
    for (const [key, order] of orders) {
      const dealerId = staging.find('dealer', order.CustomerID);
      const regionId = regions.get(order.CustomerID);
      const sellerId = staging.find('person', order.EmployeeID);
      if (dealerId === undefined || regionId === undefined || sellerId === undefined) {
        staging.reject('sales_order', key, sellerId === undefined ? 'unknown_employee' : 'unknown_dealer');
        continue;
      }
      const { OrderDate: day, RequiredDate: promised, ShippedDate: shipped } = order;
      const id = staging.make(
        'sales_order', key, day, `NW-${key}`, regionId, dealerId, sellerId, day, promised, CURRENCY,
      ); // biome-ignore format: one value a column
      if (shipped !== null)
        staging.make('delivery', key, shipped, id, regionId, dealerId, shipped, shipped <= promised, true);
      for (const date of [day, shipped ?? day]) if (date > lastDay) lastDay = date;
    }
    await mapLines(context, orders, regions, units);
    return lastDay;
  },
};
