"""How debtors were contacted, held against rules: by all agencies and the creditor together."""
