-- query: setting_find one
-- in:    name text
-- out:   value text
SELECT value FROM setting WHERE name = :name;

-- query: setting_put none
-- in:    name text, value text
INSERT INTO setting (name, value) VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = :value;
