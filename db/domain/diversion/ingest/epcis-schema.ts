import { z } from 'zod';

/** JSON-LD writes a link as its address or as an object that has it. */
const Link = z.union([z.string(), z.looseObject({ id: z.string() })]).transform((link) => (typeof link === 'string' ? link : link.id)); // biome-ignore format: one type
const time = z.iso.datetime({ offset: true, local: true });
const epcs = z.array(z.string()).nullish();

const Report = z.looseObject({
  type: z.string().nullish(),
  value: z.number().nullish(),
  stringValue: z.string().nullish(),
});

/** The parts of an EPCIS 2.0 event (JSON binding, clause 10) that tell where goods were. */
export const EpcisEvent = z
  .looseObject({
    type: z.string(),
    eventID: z.string().nullish(),
    eventTime: time,
    eventTimeZoneOffset: z
      .string()
      .regex(/^[+-]\d\d:\d\d$/)
      .nullish(),
    recordTime: time.nullish(),
    errorDeclaration: z.looseObject({}).nullish(),
    action: z.enum(['ADD', 'OBSERVE', 'DELETE']).nullish(),
    bizStep: z.string().nullish(),
    readPoint: Link.nullish(),
    bizLocation: Link.nullish(),
    epcList: epcs,
    childEPCs: epcs,
    parentID: z.string().nullish(),
    bizTransactionList: z.array(z.looseObject({ type: z.string().nullish(), bizTransaction: z.string() })).nullish(),
    destinationList: z.array(z.looseObject({ type: z.string().nullish(), destination: z.string() })).nullish(),
    sensorElementList: z.array(z.looseObject({ sensorReport: z.array(Report).nullish() })).nullish(),
  })
  .readonly();
export type EpcisEvent = z.infer<typeof EpcisEvent>;

const events = z.array(z.unknown()).max(5_000_000);

/** A captured document, the answer to a query, a list of events or one event. */
export const EpcisDocument = z.union([
  z.looseObject({ epcisBody: z.looseObject({ eventList: events }) }).transform(({ epcisBody }) => epcisBody.eventList),
  z
    .looseObject({ epcisBody: z.looseObject({ queryResults: z.looseObject({ resultsBody: z.looseObject({ eventList: events }) }) }) })
    .transform(({ epcisBody }) => epcisBody.queryResults.resultsBody.eventList),
  events,
  z.looseObject({ eventTime: z.unknown() }).transform((event): unknown[] => [event]),
]); // biome-ignore format: one kind of document a line
