use openkoi_sdk::provider as _;
