-- expect: 0107_trigger.sql:2: 'CREATE TRIGGER': a migration makes
CREATE TRIGGER thing AFTER INSERT ON place BEGIN
    SELECT 1;
END;
