"""Claims put to the record: how many, the first, the only, how often in a row.

An answer is only as sure as the record is complete, so each goes by the `Coverage` that
the record declares: where it declares none, the answer is ``not established``, unless
the record itself refutes the claim.
"""
