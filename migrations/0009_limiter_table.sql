-- Tries to sign in are counted by the object RateLimiter.

DROP TABLE sign_in_attempt;
