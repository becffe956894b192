-- For docker-compose.yml, after projector.sql has made the daemon's role: the rights that
-- harbor_point.sql names and no other.
GRANT SELECT, INSERT, UPDATE ON passenger_manifest TO projector;
