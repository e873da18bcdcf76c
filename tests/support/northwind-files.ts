import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A little export in Northwind's shape: two customers of two countries, three orders, one of them not shipped. */
const FILES: Readonly<Record<string, string>> = {
  Employees:
    'EmployeeID,FirstName,LastName,HireDate,ReportsTo\n1,Nancy,Davolio,1992-05-01,2\n2,Andrew,Fuller,1992-08-14,\n',
  Customers:
    'CustomerID,CompanyName,Address,City,Country\nALFKI,Alfreds Futterkiste,Obere Str. 57,Berlin,Germany\nANATR,"Ana ""Trujillo"", Helados",Avda. 2222,México D.F.,Mexico\n',
  Categories: 'CategoryID,CategoryName\n1,Beverages\n',
  Suppliers: 'SupplierID,CompanyName\n1,Exotic Liquids\n',
  Products:
    'ProductID,ProductName,SupplierID,CategoryID,QuantityPerUnit,UnitPrice,Discontinued\n1,Chai,1,1,10 boxes x 20 bags,18.0,0\n2,Chang,1,1,24 bottles,19.0,1\n',
  Orders:
    'OrderID,CustomerID,EmployeeID,OrderDate,RequiredDate,ShippedDate\n1,ALFKI,1,1996-07-04,1996-08-01,1996-07-16\n2,ANATR,2,1996-07-05,1996-07-20,1996-08-10\n3,ALFKI,1,1997-01-31,1997-02-28,\n',
  OrderDetails:
    'OrderID,ProductID,UnitPrice,Quantity,Discount\n1,1,14.4,10,0.15\n1,2,15.2,3,0.0\n2,1,0.05,1,0.1\n3,2,19.0,7,0.25\n',
};
export type NorthwindFile = keyof typeof FILES;

export const northwindText = (name: NorthwindFile): string => FILES[name] ?? '';

/** Writes the export into a folder of its own. `changed` files hold other bytes; null leaves one out. */
export function writeNorthwind(changed: Readonly<Record<NorthwindFile, string | Uint8Array | null>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'rsw-northwind-'));
  for (const [name, text] of Object.entries(FILES)) {
    const content = changed[name] === undefined ? text : changed[name];
    if (content === null) continue;
    writeFileSync(join(folder, `${name}.csv.gz`), typeof content === 'string' ? gzipSync(content) : content);
  }
  return folder;
}

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });
