-- For docker-compose.yml: the daemon's role, with the rights that harbor_point.sql names and no other.
CREATE ROLE projector LOGIN;
GRANT SELECT, INSERT, UPDATE ON passenger_manifest TO projector;
