"""People who need a home: households, referrals, axes and teams."""
