use openkoi_sdk::tool as _;
