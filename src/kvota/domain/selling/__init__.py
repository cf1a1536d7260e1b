"""How clients move through the stages: how long they stay, who is stuck, how fast money comes."""
