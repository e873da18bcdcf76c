-- What head office reads to calculate again what is proposed, besides the tables themselves.
grant select on ho.ledger_leg, ho.cancelled_line to ho_ledger;
