-- Foundation: the schemas, the value types every table uses, and the roles.
--
-- Owner of everything is the role that runs the migrations. The service never works as the owner:
-- it takes one of the roles below for the length of a transaction, and forced row-level security
-- (see 095_security.sql) decides what that role sees.
create extension if not exists btree_gist;

-- Schema ho and its list of migrations are made by whoever migrates.
create schema sync;

-- Identifiers are UUIDv7, made once by the writer (laptop, importer or generator), never by the database.
create domain ho.id as uuid check (get_byte(uuid_send(value), 6) >> 4 = 7);
-- Money is integer 分. Every amount stands beside a currency; v1 accepts CNY and USD (the AdventureWorks import).
create domain ho.fen as bigint;
create domain ho.currency as char(3) check (value in ('CNY', 'USD'));
-- Quantity is integer thousandths of the SKU's base unit.
create domain ho.milli as bigint;
-- Rates are integer parts per million: 13 % is 130000.
create domain ho.ppm as integer;
-- Administrative division code of the Ministry of Civil Affairs, six digits, 2024 edition.
create domain ho.adcode as text check (value ~ '^[1-9][0-9]{5}$');
