-- A rollback stays until a member resumes automatic activation, and a push ends earlier builds of its branch.

-- Set while automatic activation is paused: since when, from which build a member went back, and why.
ALTER TABLE active_config ADD COLUMN pinned_at INTEGER;
ALTER TABLE active_config ADD COLUMN pinned_from_build_id TEXT;
ALTER TABLE active_config ADD COLUMN pin_reason TEXT CHECK (pin_reason IS NULL OR length(pin_reason) BETWEEN 1 AND 500);

-- The number of the build for which this one was cancelled.
ALTER TABLE build ADD COLUMN superseded_by INTEGER;

-- Whether a push cancels unfinished builds of earlier pushes to its branch.
ALTER TABLE estate ADD COLUMN cancel_superseded_builds INTEGER NOT NULL DEFAULT 1 CHECK (cancel_superseded_builds IN (0, 1));
