-- Made by the plugin for queries nobody asks; every write paid for them.
drop index if exists snapshot_created_idx;
drop index if exists snapshot_sequence_number_idx;
