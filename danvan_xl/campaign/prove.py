def proof(campaign):
    return iter(())
