"""CORE: from commission to money: invoices, who owes whom, what arrived, what a doubt costs, what is left."""
