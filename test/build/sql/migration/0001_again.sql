-- expect: 1: its number is that of
DELETE FROM place WHERE id = 5;
