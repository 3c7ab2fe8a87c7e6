"""Claims put to the record: whether, how many, the first, the only, how often in a row.

A verdict is an interval: from the events that surely are such to those that may be, its upper
end open where the record is not declared complete. What proves a claim needs no completeness,
what denies one does: where the record declares none, the answer is ``not established``, unless
the record itself proves or refutes the claim.
"""
