-- expect: 0115_parameter.sql:2: a migration has no parameters
INSERT INTO place (id) VALUES (:id);
