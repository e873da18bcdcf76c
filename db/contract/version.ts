/**
 * Version of the wire between the renderer and the data service. Raised when a message changes shape; a test holds
 * the hash of all schemas against it.
 *
 * History
 * - 1: system, sync, settings, directory, diversion, rebates, performance, annotations.
 * - 2: a search hit says whom and what it narrows to; open commands, device facts; recent choices.
 * - 3: the errors of imports (import_damaged, import_refused).
 * - 4: amounts name their currency (currencies_mixed).
 * - 5: sync.watch tells the laptop's lease; a locked laptop answers lease_expired.
 * - 6: the error of a head office whose database does not answer (database_unreachable).
 * - 7: vouchers for bookkeeping programs, and their book in the settings.
 * - 8: diversion.getAlerts, what the detector finds on the laptop.
 * - 9: the ledger: proposals, their decisions, periods, balances.
 * - 10: rebates.getPosition: tiers, distances, payable, posted and open of a dealer.
 * - 11: rebates.explainChange: why a dealer's rebates are not what they were.
 * - 12: the reasons of an alert may name the cluster it lies in.
 * - 13: cases of diversion: listCases, getCase, openCase, stepCase, getRulePrecision, getPack.
 * - 14: ledger.getAccruals; a proposed version of an agreement says how it stands to others.
 * - 15: rebates.makeProof and rebates.explainDispute.
 * - 16: rebates.getStanding, getAgreement, simulate: the next order's worth, an agreement to change, trying it on history.
 * - 17: statements of what is owed to dealers.
 * - 18: imports of scans: putSource, previewImport, importScans, discardSource, listImports, undoImport.
 * - 19: diversion.getDeduction; a proposed deduction says what it was calculated from.
 * - 20: diversion.makePack; packs hold the deduction and the files of a case.
 * - 21: diversion.putSource takes its bytes as base64; diversion.getCodeLife.
 * - 22: diversion.runDrill.
 * - 23: the ledger says what was owed when the period began; its balance is what is owed at the end.
 * - 24: the reasons of an alert may name how its goods were seen: at home as well, by shops.
 * - 25: ledger.getVatShares says whether tax was involved; orders have the number that dealers know.
 * - 26: proposals of a territory.
 * - 27: diversion.getParameters, replayParameters, saveParameters; cases keep the parameters they were found by; alerts tell the least
 *   and the greatest budget.
 * - 28: the territory designer: diversion.getTerritoryDesk, getTerritoryVersions, checkTerritory, replayTerritory.
 * - 29: a replay of parameters tells the budget of both sides.
 * - 30: packs hold the parameters of the detector that were in force for the case.
 * - 31: the errors of a head office whose database another program made (database_newer, database_changed).
 * - 32: a simulation lists an incentive to stock up only where it brings more than holding the goods costs.
 * - 33: diversion.getComparison: two periods beside each other.
 * - 34: what less_paid takes off while a period runs, in the words of the schema.
 * - 35: terms refuse negative rates, prices, lumps and caps, and dealers that begin or end with a space; words of the schema.
 * - 36: a drawn polygon may have no area.
 * - 37: what a cap on the term holds against, in the words of the schema.
 * - 38: bursts of few people, and what a watched unit is, in the words of the schema.
 * - 39: best deals on returns, baselines of running periods, packages and the order of limits, in the words of the schema.
 */
export const CONTRACT_VERSION = 39;
