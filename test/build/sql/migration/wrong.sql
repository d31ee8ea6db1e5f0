-- expect: wrong.sql:1: a migration is called NNNN_room.sql
DELETE FROM place WHERE id = 5;
