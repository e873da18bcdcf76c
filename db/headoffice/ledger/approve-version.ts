import type { BodyOf } from '../../domain/ledger/bodies.ts';
import type { Queryable } from '../database.ts';
import { regionsOfDealers } from './authority.ts';
import type { Effect } from './decide.ts';
import { agreementProblem } from './figures.ts';

async function findAgreement(tx: Queryable, id: string) {
  const { rows } = await tx.query<{
    code: string;
    dealer_id: string;
    region_id: string;
    product_line_id: string | null;
    last: number;
  }>(
    `select a.code, a.dealer_id::text, a.region_id::text, a.product_line_id::text,
       (select coalesce(max(v.version), 0) from ho.agreement_version v where v.agreement_id = a.id) as last
     from ho.agreement a where a.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/**
 * Adds an approved version, and the agreement with its first. Versions are numbered without holes; the dealer and the
 * product line of an agreement stay; all agreements it meets can still be calculated.
 */
export async function approveVersion(
  tx: Queryable,
  { agreement, version }: BodyOf<'agreement_version'>,
  by: { readonly makerId: string; readonly checkerId: string; readonly day: string },
): Promise<Effect> {
  const regions = await regionsOfDealers(tx, [agreement.dealerId], by.day);
  const known = await findAgreement(tx, agreement.id);
  const regionId = known?.region_id ?? regions.get(agreement.dealerId);
  if (regionId === undefined) return { refusal: { code: 'dealer_without_region' } };
  if (known === null) {
    await tx.query(
      `insert into ho.agreement (id, no, code, name, dealer_id, region_id, product_line_id)
       select $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5, $6 from ho.agreement`,
      [agreement.id, agreement.code, agreement.name, agreement.dealerId, regionId, agreement.productLineId],
    );
  } else if (
    known.code !== agreement.code ||
    known.dealer_id !== agreement.dealerId ||
    known.product_line_id !== agreement.productLineId
  ) {
    return { refusal: { code: 'agreement_differs' } };
  }
  if (version.version !== (known?.last ?? 0) + 1) return { refusal: { code: 'version_not_next' } };
  await tx.query(
    `insert into ho.agreement_version (id, agreement_id, region_id, version, effective_from, effective_to, signed_on,
       tax_basis, date_basis, currency, kind, rule, relations, state, maker_id, checker_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'approved', $14, $15)`,
    [
      version.id,
      agreement.id,
      regionId,
      version.version,
      version.effectiveFrom,
      version.effectiveTo,
      version.signedOn,
      version.taxBasis,
      version.dateBasis,
      version.currency,
      version.kind,
      JSON.stringify(version.rule),
      JSON.stringify(version.relations),
      by.makerId,
      by.checkerId,
    ],
  );
  // What it gives must be calculable together with what it meets: a rule of stacking may be missing.
  const problem = await agreementProblem(tx, agreement.id, version.signedOn > by.day ? version.signedOn : by.day);
  return problem === null ? { entryIds: [] } : { refusal: problem };
}
