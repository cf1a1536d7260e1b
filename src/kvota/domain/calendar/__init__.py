"""Days and the periods plans are made for: one grammar of names, and which days are worked."""
